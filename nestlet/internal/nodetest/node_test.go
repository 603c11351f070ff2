package nodetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/kubernetes"
	"nestling.dev/nestlet/internal/addons"
	"sigs.k8s.io/yaml"
)

// The pod reports what it sees as web pages: names, its volumes.
const workload = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: plain, namespace: default}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Mi}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: hard, namespace: default}
spec: {accessModes: [ReadWriteOnce], storageClassName: local-path-hard, resources: {requests: {storage: 8Mi}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, labels: {app: web}}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: web
    image: IMAGE
    imagePullPolicy: Never
    command:
    - /bin/sh
    - -c
    - |
      mkdir /www
      echo works > /www/index.html
      echo kept > /plain/file && cat /plain/file > /www/plain
      ls -l /hard > /www/hard-before
      dd if=/dev/zero of=/hard/file bs=1M count=20 2> /www/hard
      nslookup web.default.svc.cluster.local > /www/own-name
      nslookup outside.example > /www/other-name
      exec httpd -f -p 8080 -h /www
    readinessProbe: {httpGet: {port: 8080, path: /other-name}, periodSeconds: 1}
    volumeMounts: [{name: plain, mountPath: /plain}, {name: hard, mountPath: /hard}]
  volumes: [{name: plain, persistentVolumeClaim: {claimName: plain}}, {name: hard, persistentVolumeClaim: {claimName: hard}}]
`

func TestNodesSideBySide(t *testing.T) {
	p := need(t)
	firewallBefore, settingsBefore := firewall(t), kernelSettings(t)
	first, second := start(t, p, newDataDir(t)), start(t, p, newDataDir(t))
	first.waitReady(t)
	second.waitReady(t)
	assertTraces(t, first, "interface", "route", "cgroup", "process")

	t.Run("a second up of the same directory is refused", func(t *testing.T) { refusedTwice(t, first) })
	t.Run("a workload works, seen from the machine", func(t *testing.T) { workloadWorks(t, first) })
	t.Run("the machine's firewall and kernel settings are as they were", func(t *testing.T) {
		if now := firewall(t); now != firewallBefore {
			t.Errorf("before:\n%s\nnow:\n%s", firewallBefore, now)
		}
		if now := kernelSettings(t); now != settingsBefore {
			t.Errorf("before: %s, now: %s", settingsBefore, now)
		}
	})
	t.Run("ended in order, nothing is left and the other lives", func(t *testing.T) {
		assertTraces(t, first, "loop")
		if code := first.terminate(t); code != 0 {
			t.Errorf("exit code %d: %s", code, first.stderr)
		}
		assertNothingLeft(t, first)
		client, _, _ := second.clients(t)
		if _, err := client.CoreV1().Nodes().Get(t.Context(), "node-1", metav1.GetOptions{}); err != nil {
			t.Errorf("the other cluster: %v", err)
		}
	})
	t.Run("killed and taken down, nothing is left", func(t *testing.T) {
		if err := second.command.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		<-second.ended
		if out, err := exec.Command(p.nestlet, "down", "--data", second.dataDir).CombinedOutput(); err != nil {
			t.Fatalf("nestlet down: %v: %s", err, out)
		}
		assertNothingLeft(t, second)
	})
	t.Run("started again, it has its data, and its pods run", func(t *testing.T) { comesBack(t, p, first.dataDir) })
}

func refusedTwice(t *testing.T, c *cluster) {
	out, err := exec.Command(c.programs.nestlet, "up", "--isolated", "--data", c.dataDir, "--runtime", c.programs.runtime).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "in use by the cluster of process") {
		t.Errorf("%v: %s", err, out)
	}
}

func workloadWorks(t *testing.T, c *cluster) {
	client, applier, _ := c.clients(t)
	applyWorkload(t, applier)
	eventually(t, "the pod", func(ctx context.Context) error { return podReady(ctx, client) })
	service, err := client.CoreV1().Services("default").Get(t.Context(), "web", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	pod, err := client.CoreV1().Pods("default").Get(t.Context(), "web", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	nodePort := fmt.Sprintf("http://%s:%d", pod.Status.HostIP, service.Spec.Ports[0].NodePort)
	for name, url := range map[string]string{
		"NodePort": nodePort, "Service": "http://" + service.Spec.ClusterIP, "pod": "http://" + pod.Status.PodIP + ":8080",
	} {
		eventually(t, name, func(ctx context.Context) error { return answers(ctx, url+"/", "works") })
	}
	for path, want := range map[string]string{
		"/plain":      "kept",
		"/hard":       "No space left on device",
		"/own-name":   service.Spec.ClusterIP,
		"/other-name": "NXDOMAIN",
	} {
		eventually(t, path, func(ctx context.Context) error { return answers(ctx, nodePort+path, want) })
	}
}

func applyWorkload(t *testing.T, applier *addons.Applier) {
	t.Helper()
	image, err := addons.Image("registry.nestling.dev", "node-helper")
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range strings.Split(strings.Replace(workload, "IMAGE", image, 1), "\n---\n") {
		object := &unstructured.Unstructured{}
		if err := yaml.Unmarshal([]byte(document), &object.Object); err != nil {
			t.Fatal(err)
		}
		if err := applier.Apply(t.Context(), object); err != nil {
			t.Fatal(err)
		}
	}
}

func answers(ctx context.Context, url, want string) error {
	body, err := page(ctx, url)
	if err == nil && !strings.Contains(body, want) {
		return fmt.Errorf("%s says %q, not %q", url, body, want)
	}
	return err
}

func podReady(ctx context.Context, client kubernetes.Interface) error {
	pod, err := client.CoreV1().Pods("default").Get(ctx, "web", metav1.GetOptions{})
	if err != nil {
		return err
	}
	for _, condition := range pod.Status.Conditions {
		if condition.Type == corev1.PodReady && condition.Status == corev1.ConditionTrue {
			return nil
		}
	}
	return fmt.Errorf("phase %s, %+v", pod.Status.Phase, pod.Status.ContainerStatuses)
}

// comesBack starts the cluster again, and then lets it delete its volumes.
func comesBack(t *testing.T, p programs, dataDir string) {
	again := start(t, p, dataDir)
	again.waitReady(t)
	client, _, _ := again.clients(t)
	eventually(t, "the pod of the earlier life", func(ctx context.Context) error {
		service, err := client.CoreV1().Services("default").Get(ctx, "web", metav1.GetOptions{})
		if err != nil {
			return err
		}
		url := "http://" + service.Spec.ClusterIP
		return errors.Join(answers(ctx, url+"/", "works"),
			answers(ctx, url+"/hard-before", " file\n"), answers(ctx, url+"/hard", "No space left on device"))
	})
	if err := client.CoreV1().Pods("default").Delete(t.Context(), "web", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, claim := range []string{"plain", "hard"} {
		if err := client.CoreV1().PersistentVolumeClaims("default").Delete(t.Context(), claim, metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "the volumes' removal", func(context.Context) error {
		left, err := filepath.Glob(filepath.Join(dataDir, "storage", "*", "pvc-*"))
		if err == nil && len(left) > 0 {
			err = errors.New(strings.Join(left, " "))
		}
		return err
	})
	if _, err := os.Stat(filepath.Join(dataDir, "ready")); err != nil {
		t.Errorf("the ready file: %v", err)
	}
	if code := again.terminate(t); code != 0 {
		t.Errorf("exit code %d: %s", code, again.stderr)
	}
	assertNothingLeft(t, again)
	if _, err := os.Stat(filepath.Join(dataDir, "ready")); !os.IsNotExist(err) {
		t.Errorf("a stopped cluster still says that it is ready: %v", err)
	}
}
