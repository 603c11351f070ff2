{{/* An operator's labels. Argument: its name. */}}
{{- define "nestling.labels" -}}
app.kubernetes.io/name: {{ . }}
app.kubernetes.io/part-of: nestling
{{- end }}

{{/* An operator's Deployment. Arguments: root, name, values (its own), env (rendered lines). */}}
{{- define "nestling.operator" -}}
{{- $v := .root.Values -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "nestling.labels" .name | nindent 4 }}
spec:
  replicas: {{ .values.replicas }}
  selector:
    matchLabels:
      app.kubernetes.io/name: {{ .name }}
  template:
    metadata:
      labels:
        {{- include "nestling.labels" .name | nindent 8 }}
        {{- with $v.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with $v.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      serviceAccountName: {{ .name }}
      {{- with $v.images.pullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $v.priorityClassName }}
      priorityClassName: {{ . | quote }}
      {{- end }}
      terminationGracePeriodSeconds: 15
      {{- with $v.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $v.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $v.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $v.topologySpreadConstraints }}
      topologySpreadConstraints:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
        seccompProfile:
          type: RuntimeDefault
      containers:
      - name: operator
        image: {{ .values.image | default (printf "%s/%s:%s" $v.images.registry .name ($v.images.tag | default .root.Chart.AppVersion)) | quote }}
        imagePullPolicy: {{ $v.images.pullPolicy }}
        env:
        {{- .env | nindent 8 }}
        {{- with $v.namespaces }}
        - name: NESTLING_NAMESPACES
          value: {{ join "," . | quote }}
        {{- end }}
        {{- with $v.env }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
        ports:
        - name: http
          containerPort: 8080
          protocol: TCP
        startupProbe:
          httpGet:
            path: /q/health/live
            port: http
          periodSeconds: 1
          failureThreshold: 60
        livenessProbe:
          httpGet:
            path: /q/health/live
            port: http
          periodSeconds: 10
          failureThreshold: 6
        readinessProbe:
          httpGet:
            path: /q/health/ready
            port: http
          periodSeconds: 5
        resources:
          {{- toYaml .values.resources | nindent 10 }}
        securityContext:
          allowPrivilegeEscalation: false
          readOnlyRootFilesystem: true
          capabilities:
            drop: [ALL]
        volumeMounts:
        - name: tmp
          mountPath: /tmp
      volumes:
      - name: tmp
        emptyDir: {}
{{- end }}

{{/* Variables for other places of single images. Arguments: prefix (of the property), overrides. Names have dashes, so the property is named as it is. */}}
{{- define "nestling.overrides" -}}
{{- range $image, $reference := .overrides }}
- name: {{ printf "%s.%s" $.prefix $image | quote }}
  value: {{ $reference | quote }}
{{- end }}
{{- end }}

{{/* An operator's PodDisruptionBudget. Arguments: root, name. */}}
{{- define "nestling.disruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "nestling.labels" .name | nindent 4 }}
spec:
  maxUnavailable: {{ .root.Values.podDisruptionBudget.maxUnavailable }}
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      app.kubernetes.io/name: {{ .name }}
{{- end }}

{{/* An operator's NetworkPolicy. Arguments: root, name. */}}
{{- define "nestling.networkPolicy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "nestling.labels" .name | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: {{ .name }}
  policyTypes: [Ingress]
  ingress:
  - ports:
    - port: http
      protocol: TCP
{{- end }}
