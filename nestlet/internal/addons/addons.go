// Package addons puts into a new cluster what makes it usable: joining by token, name service, dynamic storage.
package addons

import (
	"bytes"
	"context"
	"embed"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/template"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
)

//go:embed manifests/*.yaml
var manifests embed.FS

//go:embed images.properties
var imageTags string

// Settings are the values of the manifests.
type Settings struct {
	// Registry is the prefix of every image.
	Registry string
	// TokenID and TokenSecret are the halves of the bootstrap token; TokenExpiration is in RFC 3339.
	TokenID, TokenSecret, TokenExpiration string
	// ServerURL and CAData (base64 of PEM) are what a joining node finds in cluster-info.
	ServerURL, CAData string
	DNSDomain         string
	ClusterDNS        string
	// ForwardDNS says whether names outside of the cluster are asked of the node's resolver; otherwise they don't exist.
	ForwardDNS bool
	// StorageDir is the directory on each node that volumes are made in.
	StorageDir string
}

// Image is the full name of an image of images.properties.
func (s Settings) Image(name string) (string, error) { return Image(s.Registry, name) }

// Image is the full name of an image of images.properties, below a registry prefix.
func Image(registry, name string) (string, error) {
	for _, line := range strings.Split(imageTags, "\n") {
		if key, tag, ok := strings.Cut(line, "="); ok && key == name {
			return registry + "/" + name + ":" + tag, nil
		}
	}
	return "", fmt.Errorf("no image %q in images.properties", name)
}

// Volumes of a hard size lie in this directory of the storage directory, each as a file with the suffix, mounted at the same name without it.
const (
	HardVolumes      = "hard"
	HardVolumeSuffix = ".img"
)

// Deployments are those that a cluster needs to be ready, all in kube-system.
var Deployments = []string{"coredns", "local-path-provisioner"}

// Objects are all objects of the manifests, in the order in which they are to be applied.
func Objects(settings Settings) ([]*unstructured.Unstructured, error) {
	files, err := manifests.ReadDir("manifests")
	if err != nil {
		return nil, err
	}
	var objects []*unstructured.Unstructured
	for _, file := range files {
		read, err := objectsOf(file.Name(), settings)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file.Name(), err)
		}
		objects = append(objects, read...)
	}
	return objects, nil
}

func objectsOf(file string, settings Settings) ([]*unstructured.Unstructured, error) {
	parsed, err := template.New(file).Option("missingkey=error").ParseFS(manifests, "manifests/"+file)
	if err != nil {
		return nil, err
	}
	var rendered bytes.Buffer
	if err := parsed.Execute(&rendered, settings); err != nil {
		return nil, err
	}
	decoder := utilyaml.NewYAMLOrJSONDecoder(&rendered, 4096)
	var objects []*unstructured.Unstructured
	for {
		object := &unstructured.Unstructured{}
		err := decoder.Decode(object)
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, err
		}
		objects = append(objects, object)
	}
}

// Apply applies the objects in order, by server-side apply.
func Apply(ctx context.Context, applier *Applier, settings Settings) error {
	objects, err := Objects(settings)
	if err != nil {
		return err
	}
	for _, object := range objects {
		if err := applier.Apply(ctx, object); err != nil {
			return fmt.Errorf("applying %s %s: %w", object.GetKind(), object.GetName(), err)
		}
	}
	return nil
}
