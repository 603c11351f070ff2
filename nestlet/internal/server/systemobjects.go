package server

import (
	"context"
	"net"
	"os"
	"strconv"
	"time"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controlplane/reconcilers"

	"nestling.dev/nestlet/internal/config"
	"nestling.dev/nestlet/internal/pki"
)

const (
	// retryInterval is short because /readyz waits: at a first start the namespaces come some hundred milliseconds after the API.
	retryInterval = 50 * time.Millisecond
	// endpointInterval is that of kube-apiserver's own reconcilers.
	endpointInterval = 10 * time.Second
	clusterInfo      = "cluster-info"
)

// systemObjects are the few objects of the nested cluster that nestlet itself keeps: without them the published credentials, the kubelets'
// logs and joining by the standard tools would not work.
type systemObjects struct {
	client        kubernetes.Interface
	configuration config.ServerConfiguration
}

func newSystemObjects(c config.ServerConfiguration, loopback *rest.Config) (*systemObjects, error) {
	client, err := kubernetes.NewForConfig(loopback)
	if err != nil {
		return nil, err
	}
	return &systemObjects{client, c}, nil
}

// ensure returns when every object exists, or with an error when ctx ends.
func (s *systemObjects) ensure(ctx context.Context) error {
	log := nestletLog()
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"cluster role bindings", s.ensureClusterRoleBindings},
		{"cluster-info", s.ensureClusterInfo},
	} {
		err := wait.PollUntilContextCancel(ctx, retryInterval, true, func(ctx context.Context) (bool, error) {
			err := step.do(ctx)
			if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsForbidden(err) {
				log.Info("Not written yet", "objects", step.name, "error", err.Error())
			}
			return err == nil, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *systemObjects) ensureClusterRoleBindings(ctx context.Context) error {
	for name, binding := range map[string]struct {
		role, kind, subject string
	}{
		pki.AdminGroup:                      {"cluster-admin", rbacv1.GroupKind, pki.AdminGroup},
		"nestling:apiserver-kubelet-client": {"system:kubelet-api-admin", rbacv1.UserKind, "kube-apiserver-kubelet-client"},
	} {
		wanted := &rbacv1.ClusterRoleBinding{
			ObjectMeta: metav1.ObjectMeta{Name: name},
			RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: binding.role},
			Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: binding.kind, Name: binding.subject}},
		}
		if err := s.ensureClusterRoleBinding(ctx, wanted); err != nil {
			return err
		}
	}
	return nil
}

// ensureClusterRoleBinding restores subjects that someone removed; a role reference can't be changed, so a wrong one is replaced.
func (s *systemObjects) ensureClusterRoleBinding(ctx context.Context, wanted *rbacv1.ClusterRoleBinding) error {
	bindings := s.client.RbacV1().ClusterRoleBindings()
	found, err := bindings.Get(ctx, wanted.Name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		_, err = bindings.Create(ctx, wanted, metav1.CreateOptions{})
		return ignoreExisting(err)
	}
	if err != nil {
		return err
	}
	if found.RoleRef != wanted.RoleRef {
		if err := bindings.Delete(ctx, wanted.Name, metav1.DeleteOptions{}); err != nil {
			return err
		}
		_, err = bindings.Create(ctx, wanted, metav1.CreateOptions{})
		return err
	}
	if equality.Semantic.DeepEqual(found.Subjects, wanted.Subjects) {
		return nil
	}
	found.Subjects = wanted.Subjects
	_, err = bindings.Update(ctx, found, metav1.UpdateOptions{})
	return err
}

// ensureClusterInfo makes what `kubeadm join` and every other bootstrap-token tool reads first, without credentials.
func (s *systemObjects) ensureClusterInfo(ctx context.Context) error {
	if s.configuration.Advertise == nil || s.configuration.ClusterInfo == config.ClusterInfoElsewhere {
		return nil
	}
	if err := s.ensureClusterInfoMap(ctx); err != nil {
		return err
	}
	const name = "nestling:cluster-info"
	role := &rbacv1.Role{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: metav1.NamespacePublic},
		Rules:      []rbacv1.PolicyRule{{APIGroups: []string{""}, Resources: []string{"configmaps"}, ResourceNames: []string{clusterInfo}, Verbs: []string{"get"}}},
	}
	if _, err := s.client.RbacV1().Roles(role.Namespace).Create(ctx, role, metav1.CreateOptions{}); ignoreExisting(err) != nil {
		return err
	}
	binding := &rbacv1.RoleBinding{
		ObjectMeta: role.ObjectMeta,
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: name},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.UserKind, Name: "system:anonymous"}},
	}
	_, err := s.client.RbacV1().RoleBindings(role.Namespace).Create(ctx, binding, metav1.CreateOptions{})
	return ignoreExisting(err)
}

// ensureClusterInfoMap touches its own key alone: the signatures in the other keys are the bootstrap signer's.
func (s *systemObjects) ensureClusterInfoMap(ctx context.Context) error {
	authority, err := os.ReadFile(s.configuration.Certificate("ca.crt"))
	if err != nil {
		return err
	}
	advertise := s.configuration.Advertise
	kubeconfig, err := clientcmd.Write(clientcmdapi.Config{Clusters: map[string]*clientcmdapi.Cluster{"": {
		Server:                   "https://" + net.JoinHostPort(advertise.Address, strconv.Itoa(advertise.Port)),
		CertificateAuthorityData: authority,
	}}})
	if err != nil {
		return err
	}
	maps := s.client.CoreV1().ConfigMaps(metav1.NamespacePublic)
	found, err := maps.Get(ctx, clusterInfo, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		wanted := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: clusterInfo}, Data: map[string]string{"kubeconfig": string(kubeconfig)}}
		_, err = maps.Create(ctx, wanted, metav1.CreateOptions{})
		return err
	}
	if err != nil || found.Data["kubeconfig"] == string(kubeconfig) {
		return err
	}
	if found.Data == nil {
		found.Data = map[string]string{}
	}
	found.Data["kubeconfig"] = string(kubeconfig)
	_, err = maps.Update(ctx, found, metav1.UpdateOptions{})
	return err
}

// publishEndpoint keeps default/kubernetes pointing at the advertised address with upstream's own reconciler: it can do with an address and
// a port that are not this process's. The endpoint stays when the server ends, because other servers may be behind the same address.
func (s *systemObjects) publishEndpoint(ctx context.Context) {
	advertise := s.configuration.Advertise
	if advertise == nil {
		return
	}
	adapter := reconcilers.NewEndpointsAdapter(s.client.CoreV1(), s.client.DiscoveryV1())
	reconciler := reconcilers.NewMasterCountEndpointReconciler(1, adapter)
	ports := []corev1.EndpointPort{{Name: "https", Port: int32(advertise.Port), Protocol: corev1.ProtocolTCP}}
	wait.UntilWithContext(ctx, func(context.Context) {
		if err := reconciler.ReconcileEndpoints("kubernetes", net.ParseIP(advertise.Address), ports, true); err != nil {
			klog.Background().WithName(partServer).Error(err, "The endpoint of default/kubernetes was not published")
		}
	}, endpointInterval)
}

func ignoreExisting(err error) error {
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}
