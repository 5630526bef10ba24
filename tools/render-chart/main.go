// Renders a chart as Helm does, with Go's own text/template and sprig:
//
//	render-chart CHART < request.json
//
// The request: { "release": {…}, "capabilities": […], "values": {…} }, the values complete. The answer is a JSON object of texts
// by template. Only what this chart uses of Helm's additions is here; a function that is not is an error. A value that does
// not exist is an error, too, where Helm renders nothing: a typing error must not go unnoticed.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"sigs.k8s.io/yaml"
)

type request struct {
	Release      map[string]interface{} `json:"release"`
	Capabilities []string               `json:"capabilities"`
	Values       map[string]interface{} `json:"values"`
}

type capabilities []string

func (c capabilities) Has(version string) bool {
	for _, known := range c {
		if known == version {
			return true
		}
	}
	return false
}

type files string

func (folder files) Get(name string) (string, error) {
	text, err := os.ReadFile(filepath.Join(string(folder), name))
	return string(text), err
}

func main() {
	answer, err := render(os.Args[1])
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(answer)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func render(folder string) (map[string]string, error) {
	var asked request
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		return nil, err
	}
	chart, err := readChart(folder)
	if err != nil {
		return nil, err
	}
	all := template.New("chart").Option("missingkey=error")
	all.Funcs(sprig.TxtFuncMap()).Funcs(helmFunctions(all))
	names, err := parse(all, filepath.Join(folder, "templates"))
	if err != nil {
		return nil, err
	}
	answer := map[string]string{}
	for _, name := range names {
		var text strings.Builder
		data := map[string]interface{}{
			"Chart": chart, "Release": asked.Release, "Values": asked.Values, "Files": files(folder),
			"Capabilities": map[string]interface{}{"APIVersions": capabilities(asked.Capabilities)},
			"Template":     map[string]interface{}{"Name": name},
		}
		if err := all.ExecuteTemplate(&text, name, data); err != nil {
			return nil, err
		}
		answer[name] = text.String()
	}
	return answer, nil
}

// Chart.yaml with names as templates write them: .Chart.AppVersion.
func readChart(folder string) (map[string]interface{}, error) {
	text, err := os.ReadFile(filepath.Join(folder, "Chart.yaml"))
	if err != nil {
		return nil, err
	}
	var written, chart map[string]interface{} = nil, map[string]interface{}{}
	if err := yaml.Unmarshal(text, &written); err != nil {
		return nil, err
	}
	for name, value := range written {
		chart[strings.ToUpper(name[:1])+name[1:]] = value
	}
	return chart, nil
}

// Parses every template and gives the names of those that are rendered.
func parse(all *template.Template, folder string) ([]string, error) {
	var names []string
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		if !strings.HasPrefix(filepath.Base(name), "_") {
			names = append(names, name)
		}
		_, err = all.New(name).Parse(string(text))
		return err
	})
	return names, err
}

func helmFunctions(all *template.Template) template.FuncMap {
	return template.FuncMap{
		"include": func(name string, data interface{}) (string, error) {
			var text strings.Builder
			err := all.ExecuteTemplate(&text, name, data)
			return text.String(), err
		},
		"toYaml": func(value interface{}) (string, error) {
			text, err := yaml.Marshal(value)
			return strings.TrimSuffix(string(text), "\n"), err
		},
		"required": func(message string, value interface{}) (interface{}, error) {
			if value == nil || value == "" {
				return nil, fmt.Errorf("%s", message)
			}
			return value, nil
		},
		"fail": func(message string) (string, error) { return "", fmt.Errorf("%s", message) },
	}
}
