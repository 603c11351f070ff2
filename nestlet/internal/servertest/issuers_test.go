package servertest

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"nestling.dev/nestlet/internal/exit"
)

// reloadLimit has room for the API server's own pace: it looks at its file every minute, and asks issuers every ten seconds.
const reloadLimit = 3 * time.Minute

// issuersFile is what the operator writes of spec.security.oidc.
const issuersFile = `
jwt:
- issuer:
    url: %s
    audiences: [nestling]
    certificateAuthority: |
%s
  claimMappings:
    username: {claim: sub, prefix: '%s'}
    groups: {claim: groups, prefix: ''}
  userValidationRules:
  - {expression: "!user.username.startsWith('system:') && !user.username.startsWith('nestling:')", message: a user of the cluster itself}
  - {expression: "user.groups.all(group, !group.startsWith('system:') && !group.startsWith('nestling:'))", message: a group of the cluster itself}
`

func TestTokensOfIssuersAreTakenAndFollowTheirFile(t *testing.T) {
	provider := newProvider(t)
	s := newSite(t)
	s.lines += "authentication: {jwtFile: " + s.path("jwt.yaml") + "}\n"
	provider.write(t, s, "one:")
	p := s.startReady(t)

	eventually(t, "a token is taken", reloadLimit, s.hasName(t, provider.token(t, "alice", "staff"), "one:alice"))
	for _, group := range []string{"system:masters", "nestling:cluster-admins"} {
		if name, err := s.whoIs(t, provider.token(t, "alice", "staff", group)); err == nil {
			t.Errorf("a token with the group %s is %s", group, name)
		}
	}
	anonymousMatrix(t, s)

	if err := os.WriteFile(s.path("jwt.yaml"), []byte("jwt: [{issuer: {uri: x}}]"), 0o600); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the wrong file is refused", reloadLimit, func(context.Context) error {
		if !strings.Contains(strings.Join(p.lines(), "\n"), "The issuers of tokens stay as they were") {
			return fmt.Errorf("nothing is said")
		}
		return nil
	})
	provider.write(t, s, "two:")
	eventually(t, "a changed file counts without a restart", reloadLimit, s.hasName(t, provider.token(t, "alice", "staff"), "two:alice"))
	anonymousMatrix(t, s)
}

func TestAFileOfIssuersThatCannotBeUsedEndsTheStart(t *testing.T) {
	s := newSite(t)
	s.lines += "authentication: {jwtFile: " + s.path("jwt.yaml") + "}\n"
	if err := os.WriteFile(s.path("jwt.yaml"), []byte("anonymous: {enabled: true}"), 0o600); err != nil {
		t.Fatal(err)
	}
	line := s.start(t).expectExit(t, 64, exit.InvalidConfiguration)
	requireContains(t, line.Message, `authentication.jwtFile: must be the jwt list of an AuthenticationConfiguration: unknown field "anonymous"`)
}

// hasName says whether the API knows the bearer under the name.
func (s *site) hasName(t *testing.T, token, name string) func(context.Context) error {
	return func(context.Context) error {
		got, err := s.whoIs(t, token)
		if err == nil && got != name {
			err = fmt.Errorf("the name is %s", got)
		}
		return err
	}
}

func (s *site) whoIs(t *testing.T, token string) (string, error) {
	t.Helper()
	client, err := kubernetes.NewForConfig(&rest.Config{
		Host: s.url(""), BearerToken: token, QPS: -1, Proxy: http.ProxyURL(nil),
		TLSClientConfig: rest.TLSClientConfig{CAFile: s.path("pki", "ca.crt")},
	})
	if err != nil {
		t.Fatal(err)
	}
	review, err := client.AuthenticationV1().SelfSubjectReviews().Create(context.Background(), &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
	if err != nil {
		return "", err
	}
	return review.Status.UserInfo.Username, nil
}

// provider is an issuer of tokens with one key.
type provider struct {
	server *httptest.Server
	key    *rsa.PrivateKey
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{key: key}
	p.server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/.well-known/openid-configuration":
			answer(w, map[string]any{"issuer": p.server.URL, "jwks_uri": p.server.URL + "/keys"})
		case "/keys":
			answer(w, map[string]any{"keys": []any{map[string]string{
				"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "one",
				"n": encoded(key.N.Bytes()), "e": encoded(big.NewInt(int64(key.E)).Bytes()),
			}}})
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(p.server.Close)
	return p
}

func answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}

// write writes the site's file with this issuer.
func (p *provider) write(t *testing.T, s *site, prefix string) {
	t.Helper()
	authority := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.server.Certificate().Raw}))
	indented := "      " + strings.ReplaceAll(strings.TrimSpace(authority), "\n", "\n      ")
	content := fmt.Sprintf(issuersFile, p.server.URL, indented, prefix)
	if err := os.WriteFile(s.path("jwt.yaml"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (p *provider) token(t *testing.T, subject string, groups ...string) string {
	t.Helper()
	now := time.Now()
	claims, err := json.Marshal(map[string]any{
		"iss": p.server.URL, "aud": "nestling", "sub": subject, "groups": groups,
		"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	})
	if err != nil {
		t.Fatal(err)
	}
	signed := encoded([]byte(`{"alg":"RS256","kid":"one"}`)) + "." + encoded(claims)
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return signed + "." + encoded(signature)
}

func encoded(bytes []byte) string {
	return base64.RawURLEncoding.EncodeToString(bytes)
}
