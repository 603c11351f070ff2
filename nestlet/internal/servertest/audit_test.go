package servertest

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// auditPolicy is the one that the operator gives to clusters that name none.
const auditPolicy = `
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: None
  nonResourceURLs: ['/healthz*', '/livez*', '/readyz*']
- level: None
  resources:
  - {group: coordination.k8s.io, resources: [leases]}
  - {group: '', resources: [events]}
  - {group: events.k8s.io, resources: [events]}
- level: Metadata
`

// TestAuditEventsAreLinesOnStdout has the flags that the operator makes of spec.security.
func TestAuditEventsAreLinesOnStdout(t *testing.T) {
	s := newSite(t)
	s.stdout = s.path("stdout")
	if err := os.WriteFile(s.path("policy.yaml"), []byte(auditPolicy), 0o600); err != nil {
		t.Fatal(err)
	}
	s.lines += "apiServer: {extraArgs: [{name: disable-admission-plugins, value: DefaultStorageClass}, " +
		"{name: feature-gates, value: 'AllAlpha=false,UserNamespacesSupport=true'}, {name: audit-policy-file, value: " + s.path("policy.yaml") +
		"}, {name: audit-log-path, value: '-'}, {name: audit-log-mode, value: batch}]}\n"
	s.startReady(t)
	if _, err := s.admin(t).CoreV1().Namespaces().Get(context.Background(), "kube-public", metav1.GetOptions{}); err != nil {
		t.Fatal(err)
	}

	eventually(t, "the request is written down", time.Minute, func(context.Context) error {
		content, err := os.ReadFile(s.stdout)
		if err != nil || strings.Contains(string(content), `"requestURI":"/api/v1/namespaces/kube-public"`) {
			return err
		}
		return errors.New("it is not")
	})
	content, err := os.ReadFile(s.stdout)
	if err != nil || strings.Contains(string(content), "/leases/") || strings.Contains(string(content), `"requestURI":"/readyz"`) {
		t.Errorf("what every component does all the time is written down: %v", err)
	}
}
