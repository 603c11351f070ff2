package config

import (
	"errors"
	"fmt"
	"os"
	"strings"

	strictjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

// Load reads, defaults and validates the file. The error names every field that is wrong.
func Load(file string) (ServerConfiguration, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return ServerConfiguration{}, fmt.Errorf("configuration file: %w", err)
	}
	return Parse(content)
}

// Parse is Load for the file's content; it looks at no other file.
func Parse(content []byte) (ServerConfiguration, error) {
	document, err := yaml.YAMLToJSONStrict(content)
	if err != nil {
		return ServerConfiguration{}, errors.New(oneLine(err))
	}
	var parsed ServerConfiguration
	strictErrors, err := strictjson.UnmarshalStrict(document, &parsed)
	if err != nil {
		return ServerConfiguration{}, errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
	if err := errors.Join(strictErrors...); err != nil {
		return ServerConfiguration{}, errors.New(oneLine(err))
	}
	parsed = parsed.withDefaults()
	if problems := validate(parsed); len(problems) > 0 {
		return ServerConfiguration{}, problems.ToAggregate()
	}
	return parsed, nil
}

func oneLine(err error) string {
	lines := strings.Split(err.Error(), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.TrimPrefix(strings.ReplaceAll(strings.Join(lines, "; "), ":; ", ": "), "error converting YAML to JSON: ")
}
