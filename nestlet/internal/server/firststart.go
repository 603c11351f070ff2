package server

import (
	"context"
	"sync"

	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy"
)

// primingWorkers create side by side; the datastore takes their writes one after the other.
const primingWorkers = 8

// primeRBAC writes upstream's default cluster roles and bindings into a new datastore, while upstream's own hook still waits its first
// second. That hook stays in charge: it finds the objects there and reconciles whatever is missing, one by one, which is what makes the first
// start of a cluster slower than any later one. Nothing here is fatal.
func primeRBAC(ctx context.Context, client kubernetes.Interface) {
	existing, err := client.RbacV1().ClusterRoles().List(ctx, metav1.ListOptions{Limit: 1})
	if err != nil || len(existing.Items) > 0 {
		return
	}
	creations := make(chan func() error)
	var workers sync.WaitGroup
	for range primingWorkers {
		workers.Go(func() {
			for create := range creations {
				_ = create()
			}
		})
	}
	for _, roles := range [][]rbacv1.ClusterRole{bootstrappolicy.ClusterRoles(), bootstrappolicy.ControllerRoles()} {
		for i := range roles {
			creations <- func() error {
				_, err := client.RbacV1().ClusterRoles().Create(ctx, &roles[i], metav1.CreateOptions{})
				return err
			}
		}
	}
	for _, bindings := range [][]rbacv1.ClusterRoleBinding{bootstrappolicy.ClusterRoleBindings(), bootstrappolicy.ControllerRoleBindings()} {
		for i := range bindings {
			creations <- func() error {
				_, err := client.RbacV1().ClusterRoleBindings().Create(ctx, &bindings[i], metav1.CreateOptions{})
				return err
			}
		}
	}
	close(creations)
	workers.Wait()
}
