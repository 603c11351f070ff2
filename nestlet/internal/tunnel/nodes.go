package tunnel

import (
	"context"
	"net/netip"
	"slices"
	"strings"

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
	// ranges of pods and Services.
	ranges []netip.Prefix
}

// watchedNodes calls gone with the name of each node that is deleted.
func watchedNodes(api kubernetes.Interface, ranges []netip.Prefix, gone func(node string)) *nodes {
	factory := informers.NewSharedInformerFactoryWithOptions(api, 0, informers.WithTransform(addressesOnly))
	informer := factory.Core().V1().Nodes().Informer()
	// Both fail only for an informer that has started.
	_ = informer.AddIndexers(cache.Indexers{byAddress: func(object any) ([]string, error) { return addresses(object), nil }})
	_, _ = informer.AddEventHandler(cache.ResourceEventHandlerFuncs{DeleteFunc: func(object any) {
		if key, err := cache.DeletionHandlingMetaNamespaceKeyFunc(object); err == nil {
			gone(key)
		}
	}})
	return &nodes{factory, informer, ranges}
}

func (n *nodes) run(ctx context.Context) {
	n.factory.Start(ctx.Done())
}

// known says whether all nodes were read.
func (n *nodes) known() bool { return n.informer.HasSynced() }

// exists says whether there is a node of this name.
func (n *nodes) exists(name string) bool {
	_, found, err := n.informer.GetIndexer().GetByKey(name)
	return err == nil && found
}

// is says whether the node of this name has this UID.
func (n *nodes) is(name, uid string) bool {
	object, found, err := n.informer.GetIndexer().GetByKey(name)
	if err != nil || !found {
		return false
	}
	node, ok := object.(*corev1.Node)
	return ok && string(node.UID) == uid
}

// at names the nodes that say they have this address, or this name, in order. Addresses of pods and Services are no node's, whatever it says.
func (n *nodes) at(address string) []string {
	if parsed, err := netip.ParseAddr(address); err == nil && n.inside(parsed.Unmap()) {
		return nil
	}
	found, err := n.informer.GetIndexer().IndexKeys(byAddress, canonical(address))
	if err != nil {
		return nil
	}
	slices.Sort(found)
	return found
}

// inside says whether the address is one of a pod or a Service.
func (n *nodes) inside(address netip.Addr) bool {
	return slices.ContainsFunc(n.ranges, func(prefix netip.Prefix) bool { return prefix.Contains(address) })
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

// addresses are all that the API server may dial to reach the node itself.
func addresses(object any) []string {
	node, ok := object.(*corev1.Node)
	if !ok {
		return nil
	}
	all := []string{canonical(node.Name)}
	for _, address := range node.Status.Addresses {
		if written := canonical(address.Address); !slices.Contains(all, written) {
			all = append(all, written)
		}
	}
	return all
}

// canonical writes an address one way; a name is written in lower case.
func canonical(address string) string {
	parsed, err := netip.ParseAddr(address)
	if err != nil {
		return strings.ToLower(address)
	}
	return parsed.Unmap().String()
}
