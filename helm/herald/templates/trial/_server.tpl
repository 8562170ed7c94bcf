{{- /* The Service and the NetworkPolicy of a server: (root, component, port) */}}
{{- define "herald.trial.network" -}}
{{- $root := index . 0 }}
{{- $component := index . 1 }}
{{- $port := index . 2 }}
{{- $name := printf "%s-%s" (include "herald.fullname" $root) $component }}
apiVersion: v1
kind: Service
metadata:
  name: {{ $name }}
  labels:
    {{- include "herald.component" . | nindent 4 }}
    {{- include "herald.origin" $root | nindent 4 }}
spec:
  selector: {{- include "herald.component" . | nindent 4 }}
  ports: [{name: {{ $component }}, port: {{ $port }}, targetPort: {{ $port }}}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ $name }}
  labels:
    {{- include "herald.component" . | nindent 4 }}
    {{- include "herald.origin" $root | nindent 4 }}
spec:
  podSelector:
    matchLabels: {{- include "herald.component" . | nindent 6 }}
  policyTypes: [Ingress]
  ingress:
    - ports: [{port: {{ $port }}, protocol: TCP}]
      from:
        - podSelector:
            matchLabels: {{- include "herald.selector" $root | nindent 14 }}
{{- end }}

{{- define "herald.trial.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  # The user of both images.
  runAsUser: 999
  runAsGroup: 999
  fsGroup: 999
  runAsNonRoot: true
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "herald.trial.claim" -}}
- apiVersion: v1
  kind: PersistentVolumeClaim
  metadata: {name: data}
  spec:
    accessModes: [ReadWriteOnce]
    resources: {requests: {storage: {{ .Values.trial.storage }}}}
{{- end }}
