{{- /* Secrets are referenced. Only the Secret of a trial contains some. */}}
{{- define "herald.secrets" -}}
{{- $trial := printf "%s-trial" (include "herald.fullname" .) -}}
{{- with .Values.redis.existingSecret }}
{{- if $.Values.trial.enabled }}
{{ include "herald.secret" (list "QUARKUS_REDIS_PASSWORD" $trial "redis-password") }}
{{- else if .name }}
{{ include "herald.secret" (list "QUARKUS_REDIS_PASSWORD" .name .key) }}
{{- end }}
{{- end }}
{{- with .Values.postgresql.existingSecret }}
{{- if $.Values.trial.enabled }}
- name: QUARKUS_DATASOURCE_USERNAME
  value: herald
{{ include "herald.secret" (list "QUARKUS_DATASOURCE_PASSWORD" $trial "postgresql-password") }}
{{- else if .name }}
{{ include "herald.secret" (list "QUARKUS_DATASOURCE_USERNAME" .name .usernameKey) }}
{{ include "herald.secret" (list "QUARKUS_DATASOURCE_PASSWORD" .name .passwordKey) }}
{{- end }}
{{- end }}
{{- with .Values.push.existingSecret }}
{{- if .name }}
{{ include "herald.secret" (list "HERALD_PUSH_VAPID_PRIVATE_KEY" .name .key) }}
{{- if .formerKeys }}
{{ include "herald.secret" (list "HERALD_PUSH_VAPID_FORMER_PRIVATE_KEYS" .name .formerKeys) }}
{{- end }}
{{- end }}
{{- end }}
{{- range $name, $target := .Values.webhooks }}
{{- with $target.existingSecret }}
{{ include "herald.secret" (list (include "herald.variable" (printf "herald.webhooks.%s.secret" $name)) .name .key) }}
{{- end }}
{{- end }}
{{- range $name, $hook := .Values.hooks }}
{{- with $hook.existingSecret }}
{{ include "herald.secret" (list (include "herald.variable" (printf "herald.hooks.%s.secret" $name)) .name .key) }}
{{- end }}
{{- end }}
{{- range $name, $database := .Values.outbox }}
{{- with $database.existingSecret }}
{{ include "herald.secret" (list (include "herald.variable" (printf "herald.outbox.%s.username" $name)) .name (.usernameKey | default "username")) }}
{{ include "herald.secret" (list (include "herald.variable" (printf "herald.outbox.%s.password" $name)) .name (.passwordKey | default "password")) }}
{{- end }}
{{- end }}
{{- end }}

{{- define "herald.env" -}}
{{- include "herald.secrets" . }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* (variable, Secret, key) */}}
{{- define "herald.secret" -}}
- name: {{ index . 0 }}
  valueFrom:
    secretKeyRef: {name: {{ index . 1 }}, key: {{ index . 2 }}}
{{- end }}
