{{- /* Fails for a setting that the chart sets itself: (root, where it is set, the setting in any spelling) */}}
{{- define "herald.check.own" -}}
{{- $own := include "herald.ownSettings" (index . 0) | fromYaml -}}
{{- $key := include "herald.canonical" (index . 2) -}}
{{- if hasKey $own $key -}}
{{- $instead := get $own $key -}}
{{ fail (printf "%s: remove %s. %s" (index . 1) (index . 2)
  (ternary (printf "Set %s instead." $instead) "The chart needs plain HTTP on port 8080." (ne $instead ""))) }}
{{- end -}}
{{- end }}

{{- /* The settings of the ConfigMap and of the Secrets, in canonical form, as a map. */}}
{{- define "herald.settingsInUse" -}}
{{- range $name, $_ := include "herald.configuration" . | fromYaml }}
{{ include "herald.canonical" $name }}: ""
{{- end }}
{{- range include "herald.secrets" . | fromYamlArray }}
{{ include "herald.canonical" .name }}: ""
{{- end }}
{{- end }}

{{- define "herald.check.settings" -}}
{{- $seen := dict -}}
{{- $credentials := include "herald.credentials" . | fromYaml -}}
{{- range $name, $value := .Values.settings -}}
{{- if kindIs "map" $value -}}
{{ fail (printf "settings.%s is a map: write the whole name as one key. With --set, escape its dots: settings.herald\\.drain\\.x=y." $name) }}
{{- else if not (or (kindIs "string" $value) (kindIs "bool" $value) (kindIs "int64" $value) (kindIs "float64" $value)) -}}
{{ fail (printf "settings.%s: write a string, a number or a boolean. Separate the elements of a list by commas." $name) }}
{{- end -}}
{{- if not (regexMatch "^(herald|quarkus|mp[.]jwt|smallrye)[.]." $name) -}}
{{ fail (printf "settings: %q is not a setting: names begin with herald., quarkus., mp.jwt. or smallrye." $name) }}
{{- end -}}
{{- include "herald.check.own" (list $ "settings" $name) -}}
{{- $key := include "herald.canonical" $name -}}
{{- if hasPrefix "HERALD_WEBHOOKS_" $key -}}
{{ fail (printf "settings: remove %s. Set webhooks instead." $name) }}
{{- end -}}
{{- if regexMatch "^HERALD_HOOKS_[A-Z0-9]+_(URL|SECRET|EVENTS|ROOMS)$" $key -}}
{{ fail (printf "settings: remove %s. Set hooks instead." $name) }}
{{- end -}}
{{- if regexMatch "^HERALD_OUTBOX_[A-Z0-9]+_(URL|USERNAME)$" $key -}}
{{ fail (printf "settings: remove %s. Set outbox instead." $name) }}
{{- end -}}
{{- if or (hasKey $credentials $key) (regexMatch "(?i)(password|secret)" $name) -}}
{{ fail (printf "settings: remove %s. Put it in a Secret, and name that in %s." $name (get $credentials $key | default "extraEnvFrom")) }}
{{- end -}}
{{- with get $seen $key -}}
{{ fail (printf "settings: %s and %s are the same setting." . $name) }}
{{- end -}}
{{- $_ := set $seen $key $name -}}
{{- end -}}
{{- end }}

{{- define "herald.check.environment" -}}
{{- $inUse := include "herald.settingsInUse" . | fromYaml -}}
{{- $seen := dict -}}
{{- range .Values.extraEnv -}}
{{- if not (regexMatch "^[-._A-Za-z][-._A-Za-z0-9]*$" .name) -}}
{{ fail (printf "extraEnv: %q is not the name of a variable." .name) }}
{{- end -}}
{{- include "herald.check.own" (list $ "extraEnv" .name) -}}
{{- if hasKey $inUse (include "herald.canonical" .name) -}}
{{ fail (printf "extraEnv: remove %s. Other values of the chart set it." .name) }}
{{- end -}}
{{- if hasKey $seen .name -}}
{{ fail (printf "extraEnv: %s is set twice." .name) }}
{{- end -}}
{{- $_ := set $seen .name "" -}}
{{- if and (eq .name "JDK_JAVA_OPTIONS") (eq $.Values.image.variant "native") -}}
{{ fail "extraEnv: a native executable ignores JDK_JAVA_OPTIONS. Set args, or image.variant=jvm." }}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "herald.check.arguments" -}}
{{- $inUse := merge (include "herald.settingsInUse" . | fromYaml) (include "herald.credentials" . | fromYaml) -}}
{{- $options := .Values.args | default list -}}
{{- range .Values.extraEnv -}}
{{- if has .name (list "JDK_JAVA_OPTIONS" "JAVA_TOOL_OPTIONS") -}}
{{- $options = concat $options (splitList " " (.value | default "")) -}}
{{- end -}}
{{- end -}}
{{- range $options -}}
{{- if hasPrefix "-D" . -}}
{{- $name := trimPrefix "-D" . | splitList "=" | first -}}
{{- include "herald.check.own" (list $ "args" $name) -}}
{{- if hasKey $inUse (include "herald.canonical" $name) -}}
{{ fail (printf "args: remove %s. Other values of the chart set it." $name) }}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if eq .Values.image.variant "native" -}}
{{- range .Values.args -}}
{{- if regexMatch "^-(javaagent|agent(lib|path)|XX:([+-]Use[A-Za-z]*GC$|M(ax|in)RAM|InitialRAM|AOT|SharedArchiveFile|Flags))" . -}}
{{ fail (printf "args: %s is an option of a JVM, with which a native executable does not start. Remove it, or set image.variant=jvm." .) }}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}
