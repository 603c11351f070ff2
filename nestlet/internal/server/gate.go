package server

import (
	"encoding/json"
	"net"
	"net/http"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// gate asks everybody but this process to come back until the server is ready for the first time. Before that it would refuse what it
// allows later, because it has not read its roles yet. Whoever publishes an address early, so that nobody waits for probes, needs it.
func gate(ready <-chan struct{}, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-ready:
			next.ServeHTTP(w, r)
		default:
			if isHealth(r.URL.Path) || isFromHere(r) {
				next.ServeHTTP(w, r)
				return
			}
			comeBack(w)
		}
	})
}

func isHealth(path string) bool {
	for _, health := range []string{"/livez", "/readyz", "/healthz"} {
		if path == health || strings.HasPrefix(path, health+"/") {
			return true
		}
	}
	return false
}

// isFromHere is true for the parts of this process, which use the loopback address, or the bound one.
func isFromHere(r *http.Request) bool {
	from, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(from)
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return ip.IsLoopback() || ok && local.IP.Equal(ip)
}

// comeBack answers as the API does when it is overloaded; the clients of Kubernetes try again after a second by themselves.
func comeBack(w http.ResponseWriter) {
	status := apierrors.NewServiceUnavailable("the server is starting").Status()
	status.TypeMeta = metav1.TypeMeta{Kind: "Status", APIVersion: "v1"}
	status.Details = &metav1.StatusDetails{RetryAfterSeconds: 1}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Retry-After", "1")
	w.WriteHeader(http.StatusServiceUnavailable)
	_ = json.NewEncoder(w).Encode(status)
}
