package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	apiserverv1 "k8s.io/apiserver/pkg/apis/apiserver/v1"
	strictjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"

	"nestling.dev/nestlet/internal/config"
)

// anonymousPaths are all that a request without credentials reaches, by exact path.
var anonymousPaths = []string{"/livez", "/readyz", "/healthz", "/api/v1/namespaces/kube-public/configmaps/cluster-info"}

// issuersInterval is how soon a changed file of issuers is noticed; the API server takes its own file within seconds then.
const issuersInterval = 5 * time.Second

// issuers is the content of authentication.jwtFile: that much of an AuthenticationConfiguration, and nothing that would widen what
// anonymous requests reach.
type issuers struct {
	JWT []apiserverv1.JWTAuthenticator `json:"jwt"`
}

func authenticationFile(c config.ServerConfiguration) string {
	return filepath.Join(c.DataDir, "apiserver", "authentication.json")
}

// writeAuthentication writes the API server's own file from what nestlet promises and the issuers; it returns the content of jwtFile.
func writeAuthentication(c config.ServerConfiguration) ([]byte, error) {
	source, known, err := readIssuers(c.Authentication.JWTFile)
	if err != nil {
		return nil, at("authentication.jwtFile", err)
	}
	content, err := json.Marshal(authentication(known))
	if err != nil {
		return nil, err
	}
	if err := replaceFile(authenticationFile(c), content); err != nil {
		return nil, nameFullVolume(err)
	}
	return source, nil
}

func authentication(known issuers) apiserverv1.AuthenticationConfiguration {
	all := apiserverv1.AuthenticationConfiguration{
		TypeMeta:  metav1.TypeMeta{APIVersion: apiserverv1.SchemeGroupVersion.String(), Kind: "AuthenticationConfiguration"},
		JWT:       append([]apiserverv1.JWTAuthenticator{}, known.JWT...),
		Anonymous: &apiserverv1.AnonymousAuthConfig{Enabled: true},
	}
	for _, path := range anonymousPaths {
		all.Anonymous.Conditions = append(all.Anonymous.Conditions, apiserverv1.AnonymousAuthCondition{Path: path})
	}
	return all
}

// readIssuers reads the file strictly: a misspelled rule must not become none.
func readIssuers(file string) ([]byte, issuers, error) {
	var known issuers
	if file == "" {
		return nil, known, nil
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, known, err
	}
	document, err := yaml.YAMLToJSONStrict(content)
	if err != nil {
		return nil, known, err
	}
	strictErrors, err := strictjson.UnmarshalStrict(document, &known)
	if err := errors.Join(append(strictErrors, err)...); err != nil {
		return nil, issuers{}, fmt.Errorf("must be the jwt list of an AuthenticationConfiguration: %w", err)
	}
	return content, known, nil
}

// followIssuers writes the API server's file anew when jwtFile changes, which the API server then takes without a restart. A file that
// can't be used changes nothing.
func followIssuers(ctx context.Context, c config.ServerConfiguration, written []byte) {
	if c.Authentication.JWTFile == "" {
		return
	}
	log := nestletLog()
	seen, told := written, ""
	wait.UntilWithContext(ctx, func(context.Context) {
		content, err := os.ReadFile(c.Authentication.JWTFile)
		if err == nil && bytes.Equal(content, seen) {
			return
		}
		if err == nil {
			_, err = writeAuthentication(c)
		}
		if err != nil {
			// Tried again, because the file or the volume may be repaired; told once.
			if err.Error() != told {
				told = err.Error()
				log.Error(err, "The issuers of tokens stay as they were", "file", c.Authentication.JWTFile)
			}
			return
		}
		seen, told = content, ""
		log.Info("The issuers of tokens have changed", "file", c.Authentication.JWTFile)
	}, issuersInterval)
}
