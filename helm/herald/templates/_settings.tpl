{{- /* The environment variable of a setting, by the rules of MicroProfile Config. */}}
{{- define "herald.variable" -}}
{{ regexReplaceAll "[^A-Za-z0-9]" . "_" | upper }}
{{- end }}

{{- /*
One form for all spellings of a setting: as a property or a variable, with the profile, with the name of the default data source
(quarkus.datasource."<default>".username).
*/}}
{{- define "herald.canonical" -}}
{{- $variable := include "herald.variable" . -}}
{{- $variable = regexReplaceAll "^_?PROD_" $variable "" -}}
{{- $variable = regexReplaceAll "_+DEFAULT_+" $variable "_" -}}
{{ regexReplaceAll "_+" $variable "_" | trimAll "_" }}
{{- end }}

{{- /* Settings that only the chart sets, with the value to use instead. */}}
{{- define "herald.ownSettings" -}}
HERALD_DRAIN_WINDOW: drain.windowSeconds
QUARKUS_REDIS_HOSTS: redis.hosts
QUARKUS_REDIS_CLIENT_TYPE: redis.clientType
QUARKUS_REDIS_MASTER_NAME: redis.masterName
QUARKUS_DATASOURCE_REACTIVE_URL: postgresql.url
MP_JWT_VERIFY_PUBLICKEY_LOCATION: jwt.location or jwt.existingSecret
MP_JWT_VERIFY_PUBLICKEY: jwt.location or jwt.existingSecret
SMALLRYE_JWT_VERIFY_KEY_LOCATION: jwt.location or jwt.existingSecret
MP_JWT_VERIFY_ISSUER: jwt.issuer
MP_JWT_VERIFY_AUDIENCES: jwt.audiences
HERALD_PUSH_VAPID_SUBJECT: push.subject
HERALD_PUSH_SITE: push.site
# The Service, the probes and the Ingress use plain HTTP on port 8080.
QUARKUS_HTTP_PORT: service.port
QUARKUS_HTTP_HOST: ""
HERALD_MANAGEMENT_PORT: management.port
QUARKUS_HTTP_HOST_ENABLED: ""
QUARKUS_HTTP_INSECURE_REQUESTS: ""
{{- end }}

{{- /* Settings that the chart sets if a value names a Secret. Otherwise extraEnv may set them. */}}
{{- define "herald.credentials" -}}
QUARKUS_REDIS_PASSWORD: redis.existingSecret
QUARKUS_DATASOURCE_USERNAME: postgresql.existingSecret
QUARKUS_DATASOURCE_PASSWORD: postgresql.existingSecret
HERALD_PUSH_VAPID_PRIVATE_KEY: push.existingSecret
HERALD_PUSH_VAPID_FORMER_PRIVATE_KEYS: push.existingSecret
{{- end }}

{{- define "herald.configuration" -}}
HERALD_DRAIN_WINDOW: {{ printf "%ds" (int .Values.drain.windowSeconds) | quote }}
{{- with int .Values.management.port }}
HERALD_MANAGEMENT_PORT: {{ . | quote }}
{{- end }}
{{- if .Values.trial.enabled }}
QUARKUS_REDIS_HOSTS: {{ printf "redis://%s-redis:6379" (include "herald.fullname" .) | quote }}
QUARKUS_DATASOURCE_REACTIVE_URL: {{ printf "postgresql://%s-postgresql:5432/herald" (include "herald.fullname" .) | quote }}
{{- else }}
QUARKUS_REDIS_HOSTS: {{ join "," .Values.redis.hosts | quote }}
QUARKUS_REDIS_CLIENT_TYPE: {{ .Values.redis.clientType | quote }}
{{- with .Values.redis.masterName }}
QUARKUS_REDIS_MASTER_NAME: {{ . | quote }}
{{- end }}
QUARKUS_DATASOURCE_REACTIVE_URL: {{ .Values.postgresql.url | quote }}
{{- end }}
{{- if .Values.jwt.existingSecret.name }}
MP_JWT_VERIFY_PUBLICKEY_LOCATION: {{ printf "/etc/herald/jwt/%s" .Values.jwt.existingSecret.key | quote }}
{{- else }}
MP_JWT_VERIFY_PUBLICKEY_LOCATION: {{ .Values.jwt.location | quote }}
{{- end }}
{{- with .Values.jwt.issuer }}
MP_JWT_VERIFY_ISSUER: {{ . | quote }}
{{- end }}
{{- with .Values.jwt.audiences }}
MP_JWT_VERIFY_AUDIENCES: {{ join "," . | quote }}
{{- end }}
{{- range $name, $target := .Values.webhooks }}
{{ include "herald.variable" (printf "herald.webhooks.%s.url" $name) }}: {{ $target.url | quote }}
{{- end }}
{{- with .Values.push.subject }}
HERALD_PUSH_VAPID_SUBJECT: {{ . | quote }}
{{- end }}
{{- with .Values.push.site }}
HERALD_PUSH_SITE: {{ . | quote }}
{{- end }}
{{- range $name, $hook := .Values.hooks }}
{{ include "herald.variable" (printf "herald.hooks.%s.url" $name) }}: {{ $hook.url | quote }}
{{ include "herald.variable" (printf "herald.hooks.%s.events" $name) }}: {{ join "," $hook.events | quote }}
{{- with $hook.rooms }}
{{ include "herald.variable" (printf "herald.hooks.%s.rooms" $name) }}: {{ join "," . | quote }}
{{- end }}
{{- end }}
{{- range $name, $database := .Values.outbox }}
{{ include "herald.variable" (printf "herald.outbox.%s.url" $name) }}: {{ $database.url | quote }}
{{- end }}
{{- range $name, $value := .Values.settings }}
{{ include "herald.variable" $name }}: {{ ternary $value (toJson $value) (kindIs "string" $value) | quote }}
{{- end }}
{{- end }}
