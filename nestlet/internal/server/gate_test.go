package server

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestGate(t *testing.T) {
	ready := make(chan struct{})
	gated := gate(ready, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
	ask := func(from, path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.RemoteAddr = net.JoinHostPort(from, "40000")
		local := &net.TCPAddr{IP: net.ParseIP("10.0.0.7"), Port: 6443}
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(local)))
		w := httptest.NewRecorder()
		gated.ServeHTTP(w, r)
		return w
	}
	const api = "/api/v1/namespaces/default"
	early := ask("10.0.0.9", api)
	if early.Code != http.StatusServiceUnavailable || early.Header().Get("Retry-After") != "1" {
		t.Errorf("a stranger's early request: %d, %v", early.Code, early.Header())
	}
	for name, request := range map[string][2]string{
		"a probe":                 {"10.0.0.9", "/readyz"},
		"a single check":          {"10.0.0.9", "/livez/ping"},
		"this process":            {"127.0.0.1", api},
		"this process, over IPv6": {"::1", api},
		"this process, bound":     {"10.0.0.7", api},
	} {
		if w := ask(request[0], request[1]); w.Code != http.StatusOK {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if w := ask("10.0.0.9", "/readyzz"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("a path that only begins like a probe: %d", w.Code)
	}
	close(ready)
	if w := ask("10.0.0.9", api); w.Code != http.StatusOK {
		t.Errorf("after the start: %d", w.Code)
	}
}
