package addons

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func settings() Settings {
	return Settings{
		Registry: "registry.example", TokenID: "abcdef", TokenSecret: "0123456789abcdef", TokenExpiration: "2030-01-01T00:00:00Z",
		ServerURL: "https://10.0.0.1:6443", CAData: "Y2E=", DNSDomain: "cluster.local", ClusterDNS: "10.0.1.10", StorageDir: "/data/storage",
	}
}

func object(t *testing.T, s Settings, kind, name string) *unstructured.Unstructured {
	t.Helper()
	objects, err := Objects(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range objects {
		if o.GetKind() == kind && o.GetName() == name {
			return o
		}
	}
	t.Fatalf("no %s %s", kind, name)
	return nil
}

func text(t *testing.T, o *unstructured.Unstructured, path ...string) string {
	t.Helper()
	value, found, err := unstructured.NestedString(o.Object, path...)
	if err != nil || !found {
		t.Fatalf("%s %s has no %v: %v", o.GetKind(), o.GetName(), path, err)
	}
	return value
}

func TestEveryObjectCanBeApplied(t *testing.T) {
	objects, err := Objects(settings())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, o := range objects {
		key := o.GetKind() + " " + o.GetNamespace() + "/" + o.GetName()
		if o.GetAPIVersion() == "" || o.GetKind() == "" || o.GetName() == "" || seen[key] {
			t.Errorf("incomplete or twice: %s", key)
		}
		seen[key] = true
	}
	for _, name := range Deployments {
		if !seen["Deployment kube-system/"+name] {
			t.Errorf("no deployment %s", name)
		}
	}
}

func TestEveryImageIsOfOurRegistry(t *testing.T) {
	objects, err := Objects(settings())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range objects {
		data, err := o.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(string(data), `"image":"`)[1:] {
			if !strings.HasPrefix(part, "registry.example/") {
				t.Errorf("%s %s: image %.40s", o.GetKind(), o.GetName(), part)
			}
		}
	}
	if _, err := Image("registry.example", "nonesuch"); err == nil {
		t.Error("an unknown image has a name")
	}
}

func TestNamesOutsideOfTheClusterAreForwardedOrDenied(t *testing.T) {
	s := settings()
	denied := text(t, object(t, s, "ConfigMap", "coredns"), "data", "Corefile")
	if strings.Contains(denied, "forward") || !strings.Contains(denied, "rcode NXDOMAIN") {
		t.Errorf("without a name server:\n%s", denied)
	}
	// A catch-all in the block of the cluster's own zone would hide the zone.
	zone, _, _ := strings.Cut(denied, "\n}\n")
	if !strings.HasPrefix(zone, "cluster.local:53 ") || strings.Contains(zone, "template") {
		t.Errorf("the cluster's zone:\n%s", zone)
	}
	s.ForwardDNS = true
	forwarded := text(t, object(t, s, "ConfigMap", "coredns"), "data", "Corefile")
	if !strings.HasPrefix(forwarded, ".:53 {") || !strings.Contains(forwarded, "forward . /etc/resolv.conf") || strings.Contains(forwarded, "NXDOMAIN") {
		t.Errorf("with a name server:\n%s", forwarded)
	}
}

func TestTheTokenExpires(t *testing.T) {
	secret := object(t, settings(), "Secret", "bootstrap-token-abcdef")
	if text(t, secret, "stringData", "expiration") != "2030-01-01T00:00:00Z" || text(t, secret, "type") != "bootstrap.kubernetes.io/token" {
		t.Errorf("%v", secret.Object)
	}
}

func TestTheDefaultStorageClassIsTheOneOfDirectories(t *testing.T) {
	if got := object(t, settings(), "StorageClass", "local-path").GetAnnotations()["storageclass.kubernetes.io/is-default-class"]; got != "true" {
		t.Errorf("local-path: %q", got)
	}
	if got := object(t, settings(), "StorageClass", "local-path-hard").GetAnnotations(); len(got) != 0 {
		t.Errorf("local-path-hard: %v", got)
	}
}
