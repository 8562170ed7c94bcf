{{- define "herald.name" -}}
{{ default .Chart.Name .Values.nameOverride }}
{{- end }}

{{- /*
At most 40 characters: the pods of a StatefulSet have a label of 63 characters with the name, "-postgresql" and a hash of 11.
The name of a release may contain dots, the name of a Service may not.
*/}}
{{- define "herald.fullname" -}}
{{- $name := include "herald.name" . -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride }}
{{- else if contains $name .Release.Name -}}
{{ .Release.Name | replace "." "-" | trunc 40 | trimAll "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name $name | replace "." "-" | trunc 40 | trimAll "-" }}
{{- end -}}
{{- end }}

{{- define "herald.selector" -}}
app.kubernetes.io/name: {{ include "herald.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: server
{{- end }}

{{- /* The labels of another pod of the chart: (root, component) */}}
{{- define "herald.component" -}}
app.kubernetes.io/name: {{ include "herald.name" (index . 0) }}
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "herald.labels" -}}
{{ include "herald.selector" . }}
{{ include "herald.origin" . }}
{{- end }}

{{- define "herald.origin" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "herald.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "herald.fullname" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end -}}
{{- end }}

{{- define "herald.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}
