{{- /*
With an autoscaler: what it has set, and nothing for the first installation. A manifest without replicas, after one with them,
would scale to one pod.
*/}}
{{- define "herald.replicas" -}}
{{- if not .Values.autoscaling.enabled -}}
{{ .Values.replicas }}
{{- else -}}
{{- $least := int .Values.autoscaling.minReplicas -}}
{{- with lookup "apps/v1" "Deployment" .Release.Namespace (include "herald.fullname" .) -}}
{{ max (int .spec.replicas) $least }}
{{- else -}}
{{- if .Release.IsUpgrade }}{{ $least }}{{ end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "herald.topologySpread" -}}
{{- $constraints := .Values.topologySpreadConstraints | default list -}}
{{- if not $constraints -}}
{{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" -}}
{{- $constraints = append $constraints (dict "topologyKey" . "maxSkew" 1 "whenUnsatisfiable" "ScheduleAnyway") -}}
{{- end -}}
{{- end -}}
{{- $selector := dict "matchLabels" (include "herald.selector" . | fromYaml) -}}
{{- range $constraints }}
{{- $default := dict "labelSelector" $selector "matchLabelKeys" (list "pod-template-hash") }}
- {{- toYaml (ternary . (merge (deepCopy .) $default) (hasKey . "labelSelector")) | nindent 2 }}
{{- end }}
{{- end }}
