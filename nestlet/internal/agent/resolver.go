package agent

import (
	"os"
	"path/filepath"

	"nestling.dev/nestlet/internal/durable"
	"nestling.dev/nestlet/internal/machine"
)

// nobody is an address that is never anybody's (RFC 5737). Pods without any name server ask themselves, and cluster DNS, which passes on what
// it does not know, would ask itself for ever.
const nobody = "nameserver 192.0.2.1\n"

// resolverOf is the resolver configuration that pods get: the file that was given, as far as pods can use it. "" gives them none.
func resolverOf(c *Configuration) (string, error) {
	if c.ResolvConf == "" {
		return "", nil
	}
	given, err := os.ReadFile(c.ResolvConf)
	if err != nil && !os.IsNotExist(err) {
		return "", err
	}
	usable := machine.UsableResolvConf(string(given))
	if usable != "" && usable == string(given) {
		return c.ResolvConf, nil
	}
	if usable == "" {
		usable = nobody
	}
	path := filepath.Join(c.DataDir, "resolv.conf")
	return path, durable.WriteFile(path, []byte(usable), 0o644)
}
