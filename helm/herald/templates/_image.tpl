{{- define "herald.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ ternary (print "@" .digest) (print ":" (include "herald.tag" $)) (ne .digest "") }}
{{- end -}}
{{- end }}

{{- /* The JVM image has the same version with a suffix. */}}
{{- define "herald.tag" -}}
{{ default (print .Chart.AppVersion (ternary "-jvm" "" (eq .Values.image.variant "jvm"))) .Values.image.tag }}
{{- end }}

{{- /* Whether another image may get the tag. A node would keep the first one that it has pulled. */}}
{{- define "herald.changingTag" -}}
{{- if not .Values.image.digest -}}
{{- if regexMatch "(SNAPSHOT|latest)(-jvm)?$" (include "herald.tag" .) }}true{{ end -}}
{{- end -}}
{{- end }}

{{- define "herald.pullPolicy" -}}
{{ default (ternary "Always" "IfNotPresent" (eq (include "herald.changingTag" .) "true")) .Values.image.pullPolicy }}
{{- end }}

{{- /* The defaults of the variant, and the values, of which null removes a default. Kubernetes itself defaults a request to the limit. */}}
{{- define "herald.resources" -}}
{{- $memory := ternary "1Gi" "512Mi" (eq .Values.image.variant "jvm") -}}
{{- $requests := dict "cpu" "500m" "memory" $memory -}}
{{- $values := .Values.resources | default dict -}}
{{- if ($values.limits).memory -}}
{{- $_ := set $requests "memory" $values.limits.memory -}}
{{- end -}}
{{- $resources := mergeOverwrite (dict "requests" $requests "limits" (dict "memory" $memory)) $values -}}
{{- range $kind := list "requests" "limits" -}}
{{- range $name, $quantity := get $resources $kind -}}
{{- if kindIs "invalid" $quantity }}{{ $_ := unset (get $resources $kind) $name }}{{ end -}}
{{- end -}}
{{- end -}}
{{- toYaml $resources -}}
{{- end }}
