package up

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"nestling.dev/nestlet/internal/durable"
)

// state is what a cluster must find again at its next start: it is in its datastore, its certificates and its pods' addresses.
type state struct {
	Identity    string `json:"identity"`
	Isolated    bool   `json:"isolated"`
	NodeName    string `json:"nodeName"`
	PodCIDR     string `json:"podCIDR"`
	ServiceCIDR string `json:"serviceCIDR"`
	// Slot is the place in the pool of links of an isolated cluster.
	Slot int `json:"slot"`
}

const stateFile = "cluster.json"

// readState returns nil without an error for a directory that never had a cluster.
func readState(dataDir string) (*state, error) {
	data, err := os.ReadFile(filepath.Join(dataDir, stateFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s := &state{}
	if err := json.Unmarshal(data, s); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dataDir, stateFile), err)
	}
	return s, nil
}

func (s *state) write(dataDir string) error {
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(dataDir, stateFile), append(data, '\n'), 0o600)
}

// agrees says what the command line asks for that this cluster can't become.
func (s *state) agrees(o *options) error {
	conflicts := []struct {
		flag          string
		wanted, found string
	}{
		{"-isolated", fmt.Sprint(o.isolated), fmt.Sprint(s.Isolated)},
		{"-node-name", o.nodeName, s.NodeName},
		{"-pod-cidr", orElse(o.podCIDR, s.PodCIDR), s.PodCIDR},
		{"-service-cidr", orElse(o.serviceCIDR, s.ServiceCIDR), s.ServiceCIDR},
	}
	for _, c := range conflicts {
		if c.wanted != c.found {
			return fmt.Errorf("%s=%s: the cluster in %s was made with %s and can't change; use another directory", c.flag, c.wanted, o.dataDir, c.found)
		}
	}
	return nil
}

func orElse(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

// newIdentity is a random UUID.
func newIdentity() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
