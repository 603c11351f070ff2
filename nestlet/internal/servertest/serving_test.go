package servertest

import (
	"bytes"
	"context"
	"crypto/tls"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	_ "modernc.org/sqlite" // to read what is at rest

	"nestling.dev/nestlet/internal/pki"
)

// TestServing uses one server for everything that does not end it.
func TestServing(t *testing.T) {
	s := newSite(t)
	writeEncryption(t, s)
	s.lines += "apiServer: {extraArgs: [{name: v, value: '1'}, {name: enable-admission-plugins, value: AlwaysPullImages}]}\n"
	s.startReady(t)
	t.Run("the admin group may do everything as soon as readyz is true", func(t *testing.T) { adminIsAuthorized(t, s) })
	t.Run("anonymous requests reach four paths", func(t *testing.T) { anonymousMatrix(t, s) })
	t.Run("kubernetes.default has the advertised endpoint", func(t *testing.T) { endpointIsPublished(t, s) })
	t.Run("the controllers work", func(t *testing.T) { controllersWork(t, s) })
	t.Run("Secrets are encrypted at rest", func(t *testing.T) { secretsAreEncrypted(t, s) })
	t.Run("50 clients create 500 ConfigMaps without an error", func(t *testing.T) { fiftyClients(t, s) })
	t.Run("the serving certificate reloads", func(t *testing.T) { servingCertificateReloads(t, s) })
}

func adminIsAuthorized(t *testing.T, s *site) {
	if _, err := s.admin(t).RbacV1().ClusterRoles().List(context.Background(), metav1.ListOptions{}); err != nil {
		t.Error(err)
	}
	binding, err := s.admin(t).RbacV1().ClusterRoleBindings().Get(context.Background(), "nestling:apiserver-kubelet-client", metav1.GetOptions{})
	if err != nil || binding.RoleRef.Name != "system:kubelet-api-admin" {
		t.Errorf("binding of the kubelet client: %v, %v", binding, err)
	}
}

func anonymousMatrix(t *testing.T, s *site) {
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: s.trust(t)}, Timeout: 30 * time.Second}
	for path, want := range map[string]int{
		"/livez":              http.StatusOK,
		"/readyz":             http.StatusOK,
		"/healthz":            http.StatusOK,
		"/livez?exclude=etcd": http.StatusOK,
		"/api/v1/namespaces/kube-public/configmaps/cluster-info":       http.StatusOK,
		"/api/v1/namespaces/kube-public/configmaps/kube-root-ca.crt":   http.StatusUnauthorized,
		"/api/v1/namespaces/kube-public/configmaps":                    http.StatusUnauthorized,
		"/api/v1/namespaces/kube-public/configmaps/cluster-info/x":     http.StatusUnauthorized,
		"/api/v1/namespaces/kube-public/configmaps?watch=cluster-info": http.StatusUnauthorized,
		"/livez/ping":                       http.StatusUnauthorized,
		"/readyz/":                          http.StatusUnauthorized,
		"/":                                 http.StatusUnauthorized,
		"/version":                          http.StatusUnauthorized,
		"/api":                              http.StatusUnauthorized,
		"/metrics":                          http.StatusUnauthorized,
		"/openapi/v2":                       http.StatusUnauthorized,
		"/.well-known/openid-configuration": http.StatusUnauthorized,
	} {
		response, err := client.Get(s.url(path))
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		_ = response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, response.StatusCode, want)
		}
	}
}

func endpointIsPublished(t *testing.T, s *site) {
	client := s.admin(t)
	eventually(t, "EndpointSlice default/kubernetes", time.Minute, func(ctx context.Context) error {
		slice, err := client.DiscoveryV1().EndpointSlices("default").Get(ctx, "kubernetes", metav1.GetOptions{})
		if err != nil {
			return err
		}
		if len(slice.Endpoints) != 1 || slice.Endpoints[0].Addresses[0] != "192.0.2.10" || *slice.Ports[0].Port != 6443 {
			return fmt.Errorf("endpoints %v, ports %v", slice.Endpoints, slice.Ports)
		}
		return nil
	})
}

func controllersWork(t *testing.T, s *site) {
	client := s.admin(t)
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "controllers"}}
	if _, err := client.CoreV1().Namespaces().Create(context.Background(), namespace, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the controller manager's ServiceAccount and CA ConfigMap", time.Minute, func(ctx context.Context) error {
		_, account := client.CoreV1().ServiceAccounts("controllers").Get(ctx, "default", metav1.GetOptions{})
		_, authority := client.CoreV1().ConfigMaps("controllers").Get(ctx, "kube-root-ca.crt", metav1.GetOptions{})
		return errors.Join(account, authority)
	})
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "pending"},
		Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "c", Image: "none"}}},
	}
	if _, err := client.CoreV1().Pods("controllers").Create(context.Background(), pod, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the scheduler's verdict", time.Minute, func(ctx context.Context) error {
		found, err := client.CoreV1().Pods("controllers").Get(ctx, "pending", metav1.GetOptions{})
		if err != nil {
			return err
		}
		for _, condition := range found.Status.Conditions {
			if condition.Type == corev1.PodScheduled && condition.Reason == corev1.PodReasonUnschedulable {
				return nil
			}
		}
		return fmt.Errorf("conditions %v", found.Status.Conditions)
	})
}

func writeEncryption(t *testing.T, s *site) {
	t.Helper()
	key := base64.StdEncoding.EncodeToString([]byte("0123456789abcdef0123456789abcdef"))
	content := `apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources: [secrets]
  providers:
  - secretbox: {keys: [{name: one, secret: ` + key + `}]}
  - identity: {}
`
	if err := os.WriteFile(s.path("encryption.yaml"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	s.lines += "encryptionConfigFile: " + s.path("encryption.yaml") + "\n"
}

func secretsAreEncrypted(t *testing.T, s *site) {
	const plain = "a-value-that-must-not-be-at-rest"
	client := s.admin(t).CoreV1()
	secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "hidden"}, StringData: map[string]string{"key": plain}}
	if _, err := client.Secrets("default").Create(context.Background(), secret, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	public := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "open"}, Data: map[string]string{"key": plain}}
	if _, err := client.ConfigMaps("default").Create(context.Background(), public, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file://"+s.database()+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var atRest, open []byte
	if err := db.QueryRow("SELECT value FROM kine WHERE name = '/registry/secrets/default/hidden'").Scan(&atRest); err != nil {
		t.Fatal(err)
	}
	if err := db.QueryRow("SELECT value FROM kine WHERE name = '/registry/configmaps/default/open'").Scan(&open); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(atRest, []byte("k8s:enc:secretbox:")) || bytes.Contains(atRest, []byte(plain)) {
		t.Errorf("the Secret is stored as %q", atRest)
	}
	if !bytes.Contains(open, []byte(plain)) {
		t.Error("the check is blind: it does not find the value of a ConfigMap either")
	}
}

func fiftyClients(t *testing.T, s *site) {
	const clients, each = 50, 10
	var running sync.WaitGroup
	failures := make(chan error, clients*each)
	payload := strings.Repeat("x", 500)
	for i := range clients {
		client := s.admin(t).CoreV1().ConfigMaps("default")
		running.Go(func() {
			for j := range each {
				object := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("load-%d-%d", i, j)}, Data: map[string]string{"p": payload}}
				if _, err := client.Create(context.Background(), object, metav1.CreateOptions{}); err != nil {
					failures <- err
				}
			}
		})
	}
	running.Wait()
	close(failures)
	for err := range failures {
		t.Error(err)
	}
	list, err := s.admin(t).CoreV1().ConfigMaps("default").List(context.Background(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, object := range list.Items {
		if strings.HasPrefix(object.Name, "load-") {
			count++
		}
	}
	if count != clients*each {
		t.Errorf("%d ConfigMaps, want %d", count, clients*each)
	}
}

func servingCertificateReloads(t *testing.T, s *site) {
	serial := func() string {
		connection, err := tls.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", s.port), s.trust(t))
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close()
		return connection.ConnectionState().PeerCertificates[0].SerialNumber.String()
	}
	before := serial()
	if err := pki.EnsureDirectory(s.path("pki"), pki.Options{SANs: []string{"10.181.0.1", "renewed.example"}}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the renewed certificate", 2*time.Minute, func(context.Context) error {
		if serial() == before {
			return errors.New("still the old one")
		}
		return nil
	})
}
