{{- /* A quantity as a number, to compare it with another. */}}
{{- define "herald.quantity" -}}
{{- $text := toString . -}}
{{- $suffix := regexFind "([numk]|[KMGTPE]i?)$" $text -}}
{{- $factors := dict "" 1 "n" 1e-9 "u" 1e-6 "m" 0.001 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15 "E" 1e18
  "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 "Pi" 1125899906842624 "Ei" 1152921504606846976 -}}
{{ mulf (trimSuffix $suffix $text | float64) (get $factors $suffix) }}
{{- end }}

{{- define "herald.check.resources" -}}
{{- $resources := include "herald.resources" . | fromYaml -}}
{{- range $kind := list "limits" "requests" -}}
{{- range $name, $quantity := get $resources $kind -}}
{{- $value := printf "resources.%s.%s" $kind $name -}}
{{- if not (regexMatch "^(cpu|memory|ephemeral-storage|hugepages-.+|[^/]+/[^/]+)$" $name) -}}
{{ fail (printf "%s: use cpu, memory, ephemeral-storage, hugepages-SIZE or an extended resource with its domain." $value) }}
{{- end -}}
{{- if not (regexMatch "^[0-9]+([.][0-9]+)?([eE][+]?[0-9]+|[numk]|[KMGTPE]i|[MGTPE])?$" (toString $quantity)) -}}
{{ fail (printf "%s: %q is not a quantity such as 500m, 512Mi or 1Gi." $value (toString $quantity)) }}
{{- end -}}
{{- if and (eq $name "memory") (lt (float64 (include "herald.quantity" $quantity)) 67108864.0) -}}
{{ fail (printf "%s: the service does not start with %s. Set at least 256Mi for image.variant=native, 1Gi for jvm." $value (toString $quantity)) }}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $name, $limit := $resources.limits -}}
{{- with get ($resources.requests | default dict) $name -}}
{{- if gt (float64 (include "herald.quantity" .)) (float64 (include "herald.quantity" $limit)) -}}
{{ fail (printf "resources.requests.%s: %s is above the limit of %s. Set resources.limits.%s, too." $name (toString .) (toString $limit) $name) }}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and .Values.autoscaling.enabled .Values.autoscaling.cpu (not ($resources.requests).cpu) (not ($resources.limits).cpu) -}}
{{ fail "autoscaling.cpu is a percentage of resources.requests.cpu: set that, or autoscaling.cpu=0." }}
{{- end -}}
{{- end }}

{{- define "herald.check.scaling" -}}
{{- with .Values.autoscaling -}}
{{- if and .enabled (not (or .cpu .connections)) -}}
{{ fail "Set autoscaling.cpu or autoscaling.connections: the metric to scale by." }}
{{- end -}}
{{- if gt (int .minReplicas) (int .maxReplicas) -}}
{{ fail (printf "autoscaling.minReplicas: %d is above autoscaling.maxReplicas: %d." (int .minReplicas) (int .maxReplicas)) }}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "herald.check.volumes" -}}
{{- $volumes := dict "tmp" "" "jwt" "" -}}
{{- range .Values.extraVolumes -}}
{{- if hasKey $volumes .name -}}
{{ fail (printf "extraVolumes: there is another volume %s. Rename it." .name) }}
{{- end -}}
{{- $_ := set $volumes .name "" -}}
{{- end -}}
{{- $paths := dict "/tmp" "" "/etc/herald/jwt" "" -}}
{{- range .Values.extraVolumeMounts -}}
{{- if not (hasKey $volumes .name) -}}
{{ fail (printf "extraVolumeMounts: there is no volume %s in extraVolumes." .name) }}
{{- end -}}
{{- $path := trimSuffix "/" .mountPath -}}
{{- if hasKey $paths $path -}}
{{ fail (printf "extraVolumeMounts: another volume is mounted at %s." $path) }}
{{- end -}}
{{- $_ := set $paths $path "" -}}
{{- end -}}
{{- end }}
