{{- define "herald.name" -}}
{{ default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- /* At most 50 characters, so that what is appended fits into the 63 of a name. */}}
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

{{- /* As MicroProfile Config spells a setting in the environment. */}}
{{- define "herald.variable" -}}
{{ regexReplaceAll "[^A-Za-z0-9]" . "_" | upper }}
{{- end }}

{{- define "herald.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- /* Said before anything is rendered, with the names of the values: the pods would only say it in their logs. */}}
{{- define "herald.check" -}}
{{- if not (or .Values.jwt.location .Values.jwt.existingSecret.name) -}}
{{ fail "jwt.location or jwt.existingSecret.name: how are tokens verified?" }}
{{- end -}}
{{- if and .Values.jwt.location .Values.jwt.existingSecret.name -}}
{{ fail "jwt.location and jwt.existingSecret.name: only one of them" }}
{{- end -}}
{{- if not (or .Values.trial.enabled .Values.redis.hosts) -}}
{{ fail "redis.hosts: where is Redis? trial.enabled=true brings one" }}
{{- end -}}
{{- if not (or .Values.trial.enabled .Values.postgresql.url) -}}
{{ fail "postgresql.url: where is PostgreSQL? trial.enabled=true brings one" }}
{{- end -}}
{{- if and .Values.trial.enabled (or .Values.redis.hosts .Values.postgresql.url) -}}
{{ fail "trial.enabled brings its own Redis and PostgreSQL: leave out redis.hosts and postgresql.url" }}
{{- end -}}
{{- if and (eq .Values.redis.clientType "sentinel") (not .Values.redis.masterName) -}}
{{ fail "redis.masterName: which master do the sentinels watch?" }}
{{- end -}}
{{- if and .Values.autoscaling.enabled (not (or .Values.autoscaling.cpu .Values.autoscaling.connections)) -}}
{{ fail "autoscaling.cpu or autoscaling.connections: by what?" }}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{ fail "ingress.hosts: for which host?" }}
{{- end -}}
{{- end }}
