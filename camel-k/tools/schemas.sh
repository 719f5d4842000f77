# Sourced by ../check and ../apiserver, in the folder camel-k: brings the schemas and CRDs, once, into .schemas.
for tool in python3 go mvn unzip; do command -v $tool > /dev/null || { echo "$(basename "$0") needs $tool" >&2; exit 3; }; done
if ! command -v kustomize > /dev/null && ! command -v kubectl > /dev/null; then
  GOBIN=$PWD/.schemas/bin go install sigs.k8s.io/kustomize/kustomize/v5@v5.8.1
fi
PATH=$PWD/.schemas/bin:$PATH
[ -x .venv/bin/python ] || { python3 -m venv .venv && .venv/bin/pip install -q pyyaml==6.0.2 jsonschema==4.23.0; }

kubernetes=v1.34.0 cnpg=v1.27.0 keda=v2.18.0 prometheus=v0.85.0 camel_k=2.4.0 strimzi=1.2.0 camel=4.22.0
mkdir -p .schemas
module() { # path, version: its folder
  go mod download -json "$1@$2" | sed -n 's/^\t"Dir": "\(.*\)",*$/\1/p'
}
crds() { # name, path, version, folder in it
  [ -d ".schemas/$1-$3" ] && return
  local dir
  dir=$(module "$2" "$3")
  mkdir -p ".schemas/$1-$3.new" && cp "$dir/$4"/*.yaml ".schemas/$1-$3.new/" && chmod -R u+w ".schemas/$1-$3.new"
  mv ".schemas/$1-$3.new" ".schemas/$1-$3"
}
artifact() { # coordinates: the jar
  mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="$1" -DoutputDirectory="$PWD/.schemas/jars" -Dmdep.useBaseVersion=true
}
crds cnpg github.com/cloudnative-pg/cloudnative-pg $cnpg config/crd/bases
crds keda github.com/kedacore/keda/v2 $keda config/crd/bases
crds prometheus github.com/prometheus-operator/prometheus-operator $prometheus example/prometheus-operator-crd-full
[ -e .schemas/kubernetes-$kubernetes.json ] || {
  cp "$(module k8s.io/kubernetes $kubernetes)/api/openapi-spec/swagger.json" .schemas/kubernetes-$kubernetes.json
}
[ -d .schemas/camel-k-$camel_k ] || {
  artifact org.apache.camel.k:camel-k-crds:$camel_k
  unzip -qo .schemas/jars/camel-k-crds-$camel_k.jar '*.yaml' -d .schemas/camel-k-$camel_k
}
[ -d .schemas/strimzi-$strimzi ] || {
  artifact io.strimzi:crd-generator:$strimzi
  artifact io.strimzi:api:$strimzi
  java=java
  for home in /usr/lib/jvm/*25* /usr/lib/jvm/*21* "${JAVA_HOME-}"; do [ -x "$home/bin/java" ] && java=$home/bin/java && break; done
  out=.schemas/strimzi-$strimzi.new
  mkdir -p "$out"
  m=io.strimzi.api.kafka.model
  "$java" -cp ".schemas/jars/crd-generator-$strimzi.jar:.schemas/jars/api-$strimzi.jar" io.strimzi.crdgenerator.CrdGenerator \
    $m.topic.KafkaTopic="$out/topic.yaml" $m.user.KafkaUser="$out/user.yaml" $m.kafka.Kafka="$out/kafka.yaml" $m.nodepool.KafkaNodePool="$out/nodepool.yaml"
  mv "$out" .schemas/strimzi-$strimzi
}
[ -e .schemas/camel-$camel.json ] || {
  artifact org.apache.camel:camel-yaml-dsl:$camel
  unzip -qp .schemas/jars/camel-yaml-dsl-$camel.jar schema/camelYamlDsl.json > .schemas/camel-$camel.json
}
