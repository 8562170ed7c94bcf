{{- /* Fails for a value that has the right type and the wrong form: (value, list of contents, pattern, what it should be) */}}
{{- define "herald.check.patterns" -}}
{{- $name := "a name of at most 40 characters: a letter, then a-z, 0-9 and hyphens" -}}
{{- $namePattern := "^([a-z]([-a-z0-9]{0,38}[a-z0-9])?)?$" -}}
{{- $subdomain := "a name of Kubernetes: use a-z, 0-9, hyphens and dots" -}}
{{- $subdomainPattern := "^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)?$" -}}
{{- $repository := "([a-z0-9][-.a-z0-9]*(:[0-9]+)?/)?[a-z0-9]+([-._]+[a-z0-9]+)*(/[a-z0-9]+([-._]+[a-z0-9]+)*)*" -}}
{{- $image := "an image: repository:tag in lower case" -}}
{{- $imagePattern := print "^" $repository "(:[A-Za-z0-9_][-.A-Za-z0-9_]{0,127})?(@sha256:[0-9a-f]{64})?$" -}}
{{- $host := "a host name: use lower case, without scheme, port and path" -}}
{{- $hostPattern := "^([*][.])?([a-z0-9]([-a-z0-9]*[a-z0-9])?[.])*[a-z]([-a-z0-9]*[a-z0-9])?$" -}}
{{- $path := "a path such as /api: a prefix without wildcards" -}}
{{- $pathPattern := "^/([.]?[-A-Za-z0-9_~][-.A-Za-z0-9_~]*(/[.]?[-A-Za-z0-9_~][-.A-Za-z0-9_~]*)*/?)?$" -}}
{{- with .Values -}}
{{- $tlsHosts := list -}}
{{- range .ingress.tls }}{{ $tlsHosts = concat $tlsHosts (.hosts | default list) }}{{ end -}}
{{- $pullSecrets := list -}}
{{- range .imagePullSecrets }}{{ $pullSecrets = append $pullSecrets .name }}{{ end -}}
{{- range list
  (list "nameOverride" (list .nameOverride) $namePattern $name)
  (list "fullnameOverride" (list .fullnameOverride) $namePattern $name)
  (list "image.repository" (list .image.repository) (print "^(" $repository ")?$") "a repository: use lower case, and put the tag in image.tag")
  (list "image.tag" (list .image.tag) "^([A-Za-z0-9_][-.A-Za-z0-9_]{0,127})?$" "a tag")
  (list "imagePullSecrets" $pullSecrets $subdomainPattern $subdomain)
  (list "trial.redis.image" (list .trial.redis.image) $imagePattern $image)
  (list "trial.postgresql.image" (list .trial.postgresql.image) $imagePattern $image)
  (list "tests.image" (list .tests.image) $imagePattern $image)
  (list "serviceAccount.name" (list .serviceAccount.name) $subdomainPattern $subdomain)
  (list "priorityClassName" (list .priorityClassName) $subdomainPattern $subdomain)
  (list "ingress.className" (list .ingress.className) $subdomainPattern $subdomain)
  (list "ingress.hosts" .ingress.hosts $hostPattern $host)
  (list "ingress.tls" $tlsHosts $hostPattern $host)
  (list "ingress.paths" .ingress.paths $pathPattern $path)
  (list "podDisruptionBudget.maxUnavailable" (list .podDisruptionBudget.maxUnavailable) "^([1-9][0-9]*|([1-9][0-9]?|100)%)$" "a number from 1, or a percentage from 1% to 100%")
}}
{{- $check := . -}}
{{- range index $check 1 -}}
{{- if not (regexMatch (index $check 2) (toString .)) -}}
{{ fail (printf "%s: %q is not %s." (index $check 0) (toString .) (index $check 3)) }}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "herald.check.labels" -}}
{{- $own := include "herald.labels" . | fromYaml -}}
{{- with .Values -}}
{{- range list
  (list "podLabels" .podLabels)
  (list "metrics.serviceMonitor.labels" .metrics.serviceMonitor.labels)
  (list "metrics.rules.labels" .metrics.rules.labels)
  (list "metrics.dashboard.labels" .metrics.dashboard.labels)
}}
{{- $value := index . 0 -}}
{{- range $key, $content := index . 1 -}}
{{- if hasKey $own $key -}}
{{ fail (printf "%s: the chart sets %s. Remove it." $value $key) }}
{{- end -}}
{{- if not (regexMatch "^([a-z0-9]([-.a-z0-9]*[a-z0-9])?/)?[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?$" $key) -}}
{{ fail (printf "%s: %q is not the key of a label." $value $key) }}
{{- end -}}
{{- if not (regexMatch "^([A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?)?$" $content) -}}
{{ fail (printf "%s.%s: %q is not the value of a label: at most 63 letters, digits, -, _ and ." $value $key $content) }}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if hasKey (.podAnnotations | default dict) "checksum/settings" -}}
{{ fail "podAnnotations: the chart sets checksum/settings. Remove it." }}
{{- end -}}
{{- end -}}
{{- end }}
