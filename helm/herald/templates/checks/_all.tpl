{{- /*
Fails before anything is rendered, with one line that names the value. Without these checks the API server would refuse some
objects after it has created the others, or the pods would not start. The schema checks types and unknown names.
*/}}
{{- define "herald.check" -}}
{{- include "herald.check.patterns" . -}}
{{- include "herald.check.names" . -}}
{{- include "herald.check.image" . -}}
{{- include "herald.check.servers" . -}}
{{- include "herald.check.settings" . -}}
{{- include "herald.check.environment" . -}}
{{- include "herald.check.arguments" . -}}
{{- include "herald.check.volumes" . -}}
{{- include "herald.check.resources" . -}}
{{- include "herald.check.scaling" . -}}
{{- include "herald.check.labels" . -}}
{{- include "herald.check.monitoring" . -}}
{{- end }}

{{- define "herald.check.names" -}}
{{- $name := include "herald.fullname" . -}}
{{- if not (regexMatch "^[a-z]" $name) -}}
{{ fail (printf "The name of a Service begins with a letter, %q does not: set fullnameOverride." $name) }}
{{- end -}}
{{- range $name, $_ := .Values.webhooks -}}
{{- if not (regexMatch "^[a-z0-9]+$" $name) -}}
{{ fail (printf "webhooks: %q is not a name: use a-z and 0-9." $name) }}
{{- end -}}
{{- end -}}
{{- range $name, $hook := .Values.hooks -}}
{{- if not (regexMatch "^[a-z0-9]+$" $name) -}}
{{ fail (printf "hooks: %q is not a name: use a-z and 0-9." $name) }}
{{- end -}}
{{- if and (has "message.sent" $hook.events) (not $hook.rooms) -}}
{{ fail (printf "Set hooks.%s.rooms: the rooms whose messages it receives." $name) }}
{{- end -}}
{{- end -}}
{{- range $name, $_ := .Values.outbox -}}
{{- if not (regexMatch "^[a-z0-9]+$" $name) -}}
{{ fail (printf "outbox: %q is not a name: use a-z and 0-9." $name) }}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "herald.check.image" -}}
{{- with .Values.image -}}
{{- $known := or .tag .digest (not (contains "SNAPSHOT" $.Chart.AppVersion)) -}}
{{- if not (and .repository $known) -}}
{{ fail (printf "Set %s: the image that you have built and pushed. There is no published image for the version %s."
  (ternary "image.tag or image.digest" "image.repository and image.tag" (ne .repository "")) $.Chart.AppVersion) }}
{{- end -}}
{{- if and (eq .pullPolicy "IfNotPresent") (include "herald.changingTag" $) -}}
{{ fail (printf "image.pullPolicy: a node with IfNotPresent keeps its first image of the tag %s. Set Always, or Never for an image on the node." (include "herald.tag" $)) }}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "herald.check.servers" -}}
{{- if eq (int .Values.management.port) 8080 -}}
{{ fail "management.port: the pods serve their clients on 8080. Set another port." }}
{{- end -}}
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
{{- if and .Values.push.existingSecret.name (not .Values.push.subject) -}}
{{ fail "Set push.subject: how operators of push services reach you." }}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{ fail "Set ingress.hosts." }}
{{- end -}}
{{- end }}

{{- define "herald.check.monitoring" -}}
{{- $enabled := dict "ServiceMonitor" .Values.metrics.serviceMonitor.enabled "PrometheusRule" .Values.metrics.rules.enabled -}}
{{- range $kind, $value := dict "ServiceMonitor" "metrics.serviceMonitor" "PrometheusRule" "metrics.rules" -}}
{{- $api := print "monitoring.coreos.com/v1/" $kind -}}
{{- if and (get $enabled $kind) (not ($.Capabilities.APIVersions.Has $api)) -}}
{{ fail (printf "%s.enabled: the cluster has no kind %s. Install the CRDs of the Prometheus operator first. For \"helm template\" pass --api-versions %s." $value $kind $api) }}
{{- end -}}
{{- end -}}
{{- end }}
