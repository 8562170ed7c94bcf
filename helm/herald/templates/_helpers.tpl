{{- define "herald.name" -}}
{{ default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- /* At most 50 characters: names are limited to 63, and templates append a suffix. */}}
{{- define "herald.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains (include "herald.name" .) .Release.Name -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name (include "herald.name" .) | trunc 50 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{- define "herald.selector" -}}
app.kubernetes.io/name: {{ include "herald.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: server
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

{{- define "herald.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end }}

{{- define "herald.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "herald.fullname" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end -}}
{{- end }}

{{- /* The environment variable of a setting, by the rules of MicroProfile Config. */}}
{{- define "herald.variable" -}}
{{ regexReplaceAll "[^A-Za-z0-9]" . "_" | upper }}
{{- end }}

{{- define "herald.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- /* Fails before anything is rendered, with the names of the values. Otherwise only the logs of the pods would show the error. */}}
{{- define "herald.check" -}}
{{- if not (or .Values.jwt.location .Values.jwt.existingSecret.name) -}}
{{ fail "Set jwt.location or jwt.existingSecret.name: the key that verifies tokens." }}
{{- end -}}
{{- if and .Values.jwt.location .Values.jwt.existingSecret.name -}}
{{ fail "Set only one of jwt.location and jwt.existingSecret.name." }}
{{- end -}}
{{- if not (or .Values.trial.enabled .Values.redis.hosts) -}}
{{ fail "Set redis.hosts, or trial.enabled=true for a trial." }}
{{- end -}}
{{- if not (or .Values.trial.enabled .Values.postgresql.url) -}}
{{ fail "Set postgresql.url, or trial.enabled=true for a trial." }}
{{- end -}}
{{- if and .Values.trial.enabled (or .Values.redis.hosts .Values.postgresql.url) -}}
{{ fail "trial.enabled=true adds a Redis and a PostgreSQL: remove redis.hosts and postgresql.url, or set it to false." }}
{{- end -}}
{{- if and (eq .Values.redis.clientType "sentinel") (not .Values.redis.masterName) -}}
{{ fail "Set redis.masterName: the name of the master that the sentinels monitor." }}
{{- end -}}
{{- if and .Values.autoscaling.enabled (not (or .Values.autoscaling.cpu .Values.autoscaling.connections)) -}}
{{ fail "Set autoscaling.cpu or autoscaling.connections: the metric to scale by." }}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{ fail "Set ingress.hosts." }}
{{- end -}}
{{- end }}
