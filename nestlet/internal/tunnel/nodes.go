package tunnel

import (
	"context"
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

const byAddress = "address"

// nodes knows the addresses of all nodes.
type nodes struct {
	factory  informers.SharedInformerFactory
	informer cache.SharedIndexInformer
}

func watchedNodes(api kubernetes.Interface) *nodes {
	factory := informers.NewSharedInformerFactoryWithOptions(api, 0, informers.WithTransform(addressesOnly))
	informer := factory.Core().V1().Nodes().Informer()
	// It fails only for an informer that has started.
	_ = informer.AddIndexers(cache.Indexers{byAddress: func(object any) ([]string, error) { return addresses(object), nil }})
	return &nodes{factory, informer}
}

func (n *nodes) run(ctx context.Context) {
	n.factory.Start(ctx.Done())
}

// known says whether all nodes were read.
func (n *nodes) known() bool { return n.informer.HasSynced() }

// at names the nodes that say they have this address, in order.
func (n *nodes) at(address string) []string {
	found, err := n.informer.GetIndexer().IndexKeys(byAddress, canonical(address))
	if err != nil {
		return nil
	}
	slices.Sort(found)
	return found
}

// addressesOnly keeps what is asked for of a node; there may be thousands.
func addressesOnly(object any) (any, error) {
	node, ok := object.(*corev1.Node)
	if !ok {
		return object, nil
	}
	return &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: node.Name, UID: node.UID, ResourceVersion: node.ResourceVersion},
		Status:     corev1.NodeStatus{Addresses: node.Status.Addresses},
	}, nil
}

func addresses(object any) []string {
	node, ok := object.(*corev1.Node)
	if !ok {
		return nil
	}
	var all []string
	for _, address := range node.Status.Addresses {
		if address.Type == corev1.NodeInternalIP || address.Type == corev1.NodeExternalIP {
			all = append(all, canonical(address.Address))
		}
	}
	return all
}

// canonical writes an address one way; a text that is none stays as it is.
func canonical(address string) string {
	parsed, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	return parsed.Unmap().String()
}
