{{- define "costing.tag" -}}
{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "costing.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ include "costing.tag" . }}
{{- end }}
{{- end }}

{{- /* Arguments: root context, component. */ -}}
{{- define "costing.selector" -}}
app.kubernetes.io/name: {{ (index . 0).Values.name }}
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "costing.labels" -}}
{{ include "costing.selector" . }}
app.kubernetes.io/version: {{ include "costing.tag" (index . 0) | quote }}
app.kubernetes.io/part-of: textile-costing
app.kubernetes.io/managed-by: {{ (index . 0).Release.Service }}
{{- end }}

{{- define "costing.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
# Else every file of a large volume is changed at each start.
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "costing.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: { drop: [ALL] }
{{- end }}

{{- /* Head of the pod of a program: arguments root context, component. */ -}}
{{- define "costing.podHead" -}}
serviceAccountName: {{ (index . 0).Values.name }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with (index . 0).Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  {{- include "costing.podSecurity" 10001 | nindent 2 }}
{{- end }}

{{- define "costing.spread" -}}
topologySpreadConstraints:
  - topologyKey: kubernetes.io/hostname
    maxSkew: 1
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "costing.selector" . | nindent 8 }}
{{- end }}

{{- define "costing.usesNats" -}}
{{- if or .Values.nats.enabled .Values.nats.external.enabled }}yes{{ end }}
{{- end }}

{{- define "costing.usesRedis" -}}
{{- if or .Values.redis.enabled .Values.redis.external.enabled }}yes{{ end }}
{{- end }}

{{- /* Where the programs find what they need: of API and worker. */ -}}
{{- define "costing.environment" -}}
- name: DATABASE_URL_FILE
  value: /run/secrets/database/database-url
{{- if include "costing.usesNats" . }}
- name: NATS_URL_FILE
  value: /run/secrets/nats/nats-url
{{- end }}
{{- if include "costing.usesRedis" . }}
- name: REDIS_URL_FILE
  value: /run/secrets/redis/redis-url
{{- end }}
- name: START_WAIT
  value: "on"
- name: HEALTH_PORT
  value: "3001"
- name: HEALTH_HOST
  value: 0.0.0.0
- name: LOG_LEVEL
  value: {{ .Values.logLevel }}
{{- if .Values.timeZone }}
- name: TIME_ZONE
  value: {{ .Values.timeZone }}
{{- end }}
{{- end }}

{{- define "costing.further" -}}
{{- range $name, $value := . }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}

{{- define "costing.secretMounts" -}}
- { name: database, mountPath: /run/secrets/database, readOnly: true }
{{- if include "costing.usesNats" . }}
- { name: nats, mountPath: /run/secrets/nats, readOnly: true }
{{- end }}
{{- if include "costing.usesRedis" . }}
- { name: redis, mountPath: /run/secrets/redis, readOnly: true }
{{- end }}
- { name: tmp, mountPath: /tmp }
{{- end }}

{{- /* The group may read them: fsGroup is the programs' group. */ -}}
{{- define "costing.secretVolumes" -}}
- name: database
  secret:
    secretName: {{ .Values.existingSecret.database }}
    defaultMode: 0440
    items: [{ key: database-url, path: database-url }]
{{- if include "costing.usesNats" . }}
- name: nats
  secret:
    secretName: {{ .Values.existingSecret.nats }}
    defaultMode: 0440
    items: [{ key: nats-url, path: nats-url }]
{{- end }}
{{- if include "costing.usesRedis" . }}
- name: redis
  secret:
    secretName: {{ .Values.existingSecret.redis }}
    defaultMode: 0440
    items: [{ key: redis-url, path: redis-url }]
{{- end }}
{{- end }}

{{- /* An init container that returns when the schema is that of the image. */ -}}
{{- define "costing.waitForSchema" -}}
- name: wait-for-schema
  image: {{ include "costing.image" . }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  args: [costing, wait, --schema]
  env:
    - name: DATABASE_URL_FILE
      value: /run/secrets/database/database-url
  securityContext:
    {{- include "costing.containerSecurity" . | nindent 4 }}
  resources:
    requests: { cpu: 10m, memory: 64Mi }
    limits: { cpu: 500m, memory: 256Mi }
  volumeMounts:
    - { name: database, mountPath: /run/secrets/database, readOnly: true }
    - { name: tmp, mountPath: /tmp }
{{- end }}

{{- /* Live: the process; ready: it may serve or claim, whether there is work or not; startup: database and schema are there. */ -}}
{{- define "costing.probes" -}}
startupProbe:
  httpGet: { path: /health/startup, port: {{ . }} }
  periodSeconds: 2
  # START_WAIT: the program waits for its servers by itself; what is wrong ends it.
  failureThreshold: 150
  timeoutSeconds: 3
livenessProbe:
  httpGet: { path: /health/live, port: {{ . }} }
  periodSeconds: 10
  failureThreshold: 3
  timeoutSeconds: 5
readinessProbe:
  httpGet: { path: /health/ready, port: {{ . }} }
  periodSeconds: 5
  failureThreshold: 2
  timeoutSeconds: 3
{{- end }}

{{- /* Whole cores of a quantity such as 1500m or 2, rounded up. */ -}}
{{- define "costing.cores" -}}
{{- $text := toString . -}}
{{- if hasSuffix "m" $text -}}
{{ divf (trimSuffix "m" $text) 1000 | ceil | int }}
{{- else -}}
{{ ceil $text | int }}
{{- end }}
{{- end }}

{{- define "costing.lanes" -}}
{{- if .Values.worker.count }}{{ int .Values.worker.count }}{{ else }}{{ include "costing.cores" .Values.worker.resources.limits.cpu }}{{ end }}
{{- end }}

{{- define "costing.workersMax" -}}
{{- if eq .Values.worker.autoscaling.mode "none" }}{{ int .Values.worker.replicas }}{{ else }}{{ int .Values.worker.autoscaling.maxReplicas }}{{ end }}
{{- end }}

{{- define "costing.apisMax" -}}
{{- if .Values.api.autoscaling.enabled }}{{ int .Values.api.autoscaling.maxReplicas }}{{ else }}{{ int .Values.api.replicas }}{{ end }}
{{- end }}

{{- /* Connections that API and workers hold at most, one pod more of each than usual while a version is rolled out. */ -}}
{{- define "costing.connections" -}}
{{- $worker := add (mul 2 (include "costing.lanes" . | int)) 6 -}}
{{- $api := add (mul 3 (int .Values.api.poolMax)) 9 -}}
{{ add (mul (add1 (include "costing.workersMax" . | int)) $worker) (mul (add1 (include "costing.apisMax" . | int)) $api) }}
{{- end }}

{{- define "costing.checkValues" -}}
{{- $held := include "costing.connections" . | int -}}
{{- $free := sub (int .Values.postgresql.maxConnections) (int .Values.postgresql.reservedConnections) -}}
{{- if gt $held $free -}}
{{- fail (printf "API and workers may hold %d connections, and PostgreSQL has %d for them (postgresql.maxConnections %d less reservedConnections %d): raise maxConnections, or lower worker.autoscaling.maxReplicas, worker.count, api.autoscaling.maxReplicas or api.poolMax." $held $free (int .Values.postgresql.maxConnections) (int .Values.postgresql.reservedConnections)) -}}
{{- end -}}
{{- if and (ne .Values.worker.autoscaling.mode "none") (gt (int .Values.worker.autoscaling.minReplicas) (int .Values.worker.autoscaling.maxReplicas)) -}}
{{- fail "worker.autoscaling.minReplicas is above maxReplicas." -}}
{{- end -}}
{{- if and .Values.api.autoscaling.enabled (gt (int .Values.api.autoscaling.minReplicas) (int .Values.api.autoscaling.maxReplicas)) -}}
{{- fail "api.autoscaling.minReplicas is above maxReplicas." -}}
{{- end -}}
{{- if and (eq .Values.worker.autoscaling.mode "keda") (eq .Values.worker.autoscaling.kedaTrigger "nats-jetstream") (not .Values.nats.enabled) -}}
{{- fail "worker.autoscaling.kedaTrigger nats-jetstream asks the bundled NATS, and nats.enabled is false: take metrics-api or postgresql." -}}
{{- end -}}
{{- if and .Values.nats.enabled .Values.nats.external.enabled -}}
{{- fail "nats.enabled and nats.external.enabled exclude each other." -}}
{{- end -}}
{{- if and .Values.redis.enabled .Values.redis.external.enabled -}}
{{- fail "redis.enabled and redis.external.enabled exclude each other." -}}
{{- end -}}
{{- if and .Values.redis.enabled (lt (include "costing.mebibytes" .Values.redis.resources.limits.memory | int) (mul 2 (int .Values.redis.maxmemoryMegabytes) | int)) -}}
{{- fail "redis.resources.limits.memory is below twice maxmemoryMegabytes: a background save may copy every page." -}}
{{- end -}}
{{- end }}

{{- define "costing.mebibytes" -}}
{{- if hasSuffix "Gi" . }}{{ mulf 1024 (trimSuffix "Gi" .) | floor | int }}{{ else if hasSuffix "Mi" . }}{{ trimSuffix "Mi" . }}{{ else }}{{ fail (printf "%s: expected a memory size in Mi or Gi." .) }}{{ end }}
{{- end }}

{{- define "costing.volumeClaim" -}}
metadata:
  name: {{ index . 0 }}
spec:
  accessModes: [ReadWriteOnce]
  {{- with (index . 1).className }}
  storageClassName: {{ . }}
  {{- end }}
  resources:
    requests:
      storage: {{ (index . 1).size }}
{{- end }}

{{- define "costing.workersMin" -}}
{{- if eq .Values.worker.autoscaling.mode "none" }}{{ int .Values.worker.replicas }}{{ else }}{{ int .Values.worker.autoscaling.minReplicas }}{{ end }}
{{- end }}

{{- define "costing.apisMin" -}}
{{- if .Values.api.autoscaling.enabled }}{{ int .Values.api.autoscaling.minReplicas }}{{ else }}{{ int .Values.api.replicas }}{{ end }}
{{- end }}

{{- define "costing.migratePod" -}}
metadata:
  labels:
    {{- include "costing.labels" (list . "migrate") | nindent 4 }}
spec:
  {{- include "costing.podHead" (list . "migrate") | nindent 2 }}
  restartPolicy: OnFailure
  initContainers:
    - name: wait-for-database
      image: {{ include "costing.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args: [costing, wait]
      env: &environment
        - name: DATABASE_URL_FILE
          value: /run/secrets/database/database-url
        - name: MIGRATION_DATABASE_URL_FILE
          value: /run/secrets/database/owner-database-url
      securityContext:
        {{- include "costing.containerSecurity" . | nindent 8 }}
      resources:
        requests: { cpu: 10m, memory: 64Mi }
        limits: { cpu: 500m, memory: 256Mi }
      volumeMounts: &mounts
        - { name: database, mountPath: /run/secrets/database, readOnly: true }
        - { name: tmp, mountPath: /tmp }
  containers:
    - name: migrate
      image: {{ include "costing.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args: [migrate, --grant-to, costing_app]
      env: *environment
      securityContext:
        {{- include "costing.containerSecurity" . | nindent 8 }}
      resources:
        {{- toYaml .Values.migrate.resources | nindent 8 }}
      volumeMounts: *mounts
  volumes:
    - name: database
      secret:
        secretName: {{ .Values.existingSecret.database }}
        defaultMode: 0440
        items:
          - { key: database-url, path: database-url }
          - { key: owner-database-url, path: owner-database-url }
    - name: tmp
      emptyDir: { sizeLimit: 64Mi }
{{- end }}

{{- define "costing.egressTo" -}}
- to:
    - podSelector:
        matchLabels:
          {{- include "costing.selector" (list (index . 0) (index . 1)) | nindent 10 }}
  ports:
    - { protocol: TCP, port: {{ index . 2 }} }
{{- end }}

{{- define "costing.egressOut" -}}
- to:
    - ipBlock: { cidr: {{ .cidr }} }
  ports:
    - { protocol: TCP, port: {{ .port }} }
{{- end }}
