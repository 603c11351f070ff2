# Nestling's chores. `make help` lists them; each line's text after ## is its help.

# Kubernetes minor of the default build; the full version is what nestlet's module file says.
DEFAULT_KUBERNETES := 1.36
KUBERNETES ?= $(DEFAULT_KUBERNETES)
ARCH       ?= amd64
# Prefix of every image name; `make images REGISTRY=…` and the operators' settings speak of the same.
REGISTRY   ?= registry.nestling.dev

# Everything is built with JDK 25, whatever the default Java of the machine is.
export JAVA_HOME := $(shell hack/find-jdk 25)
MVN        := mvn -B -ntp $(MAVEN_ARGS)
NESTLET     = nestlet/bin/$(ARCH)/$(shell sed -n 's|^\tk8s.io/kubernetes ||p' nestlet/go.mod)/nestlet
IMAGES_DIR  = images/target/images/$(ARCH)

.DEFAULT_GOAL := help
.PHONY: help demo up down dev test unit e2e bench images plugin release generate verify clean prerequisites nestlet runtime operators

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Start a management cluster and walk through a first LightCluster
	@hack/demo

up: ## Start the embedded management cluster with the operators (or install into $KUBECONFIG's cluster)
	@hack/up

down: ## Remove everything that up and demo made
	@hack/down

dev: ## Run an operator from source, with live reload, against the current cluster (OPERATOR=lightcluster-operator)
	@hack/dev $(OPERATOR)

test: prerequisites ## Every test on one Kubernetes version: unit, API, end to end (root for the last)
	@hack/test core

unit: ## Tests that need neither root nor a cluster
	$(MVN) -q verify -pl '!test' -DexcludedGroups=api,e2e,bench,long
	nestlet/build.sh unit

e2e: prerequisites ## The long scenarios too: the other Kubernetes version, arm64 images, reproducibility, exhaustive kills
	@hack/test all

bench: prerequisites images ## Measure and write docs/benchmarks.md's figures to test/target/bench/
	@hack/test bench

nestlet: ## Build nestlet for one Kubernetes minor and architecture (KUBERNETES=1.36 ARCH=amd64)
	nestlet/build.sh nestlet $(KUBERNETES) $(ARCH)

runtime: ## Build the programs beside nestlet: containerd, CoreDNS, storage provisioner, etcd, konnectivity
	nestlet/build.sh runtime $(ARCH)

operators: ## Build the operators
	$(MVN) -q package -Dmaven.test.skip=true -Dspotless.check.skip=true -pl operators/lightcluster-operator,operators/cluster-operator,images -am

# Management clusters run the default version; another one is for the nested clusters in them.
# For another architecture than this machine's, the operators' images need JAVA_RUNTIME (a directory) or OPERATOR_BASE (an image).
images: runtime operators ## Assemble every container image as an OCI tar (REGISTRY=… names them, KUBERNETES=1.35 adds that version, ARCH=arm64)
	for minor in $(sort $(DEFAULT_KUBERNETES) $(KUBERNETES)); do nestlet/build.sh nestlet $$minor $(ARCH) || exit 1; done
	hack/images --registry $(REGISTRY) --arch $(ARCH) --out $(IMAGES_DIR) \
		$(if $(JAVA_RUNTIME),--java-runtime $(JAVA_RUNTIME)) $(if $(OPERATOR_BASE),--operator-base $(OPERATOR_BASE))

release: ## Write install.yaml and the Helm chart's package to target/release
	$(MVN) -q package -Dmaven.test.skip=true -Dspotless.check.skip=true -pl packaging
	hack/release

plugin: ## Build the kubectl plug-in with a Java runtime of its own, and say how to install it
	$(MVN) -q package -Dmaven.test.skip=true -Dspotless.check.skip=true -pl kubectl-nestling -am
	@hack/plugin

generate: ## Write the generated files: CRDs, reference pages, the chart's and the bundle's part of config/, formatted sources
	@hack/generate

verify: ## Fail when a generated file is out of date, and say how to repair it
	@hack/verify

clean: ## Remove what was built; caches of Go and Maven stay
	$(MVN) -q clean
	rm -rf nestlet/bin .cache

prerequisites:
	@hack/prerequisites
