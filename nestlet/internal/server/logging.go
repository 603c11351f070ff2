package server

import (
	"io"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/go-logr/logr"
	"github.com/sirupsen/logrus"
	"go.uber.org/zap/zapcore"
	"k8s.io/component-base/logs"
	logsapi "k8s.io/component-base/logs/api/v1"
	jsonlog "k8s.io/component-base/logs/json"
	"k8s.io/klog/v2"
	"k8s.io/klog/v2/textlogger"

	"nestling.dev/nestlet/internal/config"
)

// componentKey is the field of every line that names the part it came from.
const componentKey = "component"

var flushLogs = klog.Flush

// setUpLogging gives the whole process one log on stderr. The programs' own logging setup is not run: it can be applied once only.
func setUpLogging(logging config.Logging, verbosity int) {
	_, _ = logs.GlogSetter(strconv.Itoa(verbosity))
	var sink logr.LogSink
	if logging.Format == "text" {
		sink = textlogger.NewLogger(textlogger.NewConfig(textlogger.Verbosity(verbosity), textlogger.Output(os.Stderr))).GetSink()
	} else {
		logger, control := jsonlog.NewJSONLogger(logsapi.VerbosityLevel(verbosity), zapcore.Lock(os.Stderr), nil, nil)
		sink = logger.GetSink()
		flushLogs = func() { klog.Flush(); control.Flush() }
	}
	klog.SetLoggerWithOptions(logr.New(&componentSink{LogSink: sink}), klog.ContextualLogger(true))
	klog.OsExit = exitOfPart
	logrus.SetOutput(io.Discard)
	logrus.AddHook(kineHook{})
	reportPanics()
}

// exitOfPart is what klog.Fatal and klog.FlushAndExit end in.
func exitOfPart(int) {
	giveUp(callingComponent(), "it ended the process; the lines before this one say why")
}

// componentSink adds the part's name to each line: the name that a contextual logger began with, otherwise what the call stack says, because much
// of Kubernetes logs through one global logger.
type componentSink struct {
	logr.LogSink
	component string
}

func (s *componentSink) Init(info logr.RuntimeInfo) {
	info.CallDepth++
	s.LogSink.Init(info)
}

func (s *componentSink) Info(level int, message string, values ...any) {
	s.LogSink.Info(level, message, s.with(values)...)
}

func (s *componentSink) Error(err error, message string, values ...any) {
	s.LogSink.Error(err, message, s.with(values)...)
}

func (s *componentSink) with(values []any) []any {
	component := s.component
	if component == "" {
		component = callingComponent()
	}
	return append([]any{componentKey, component}, values...)
}

func (s *componentSink) WithName(name string) logr.LogSink {
	if s.component == "" && slices.Contains(parts, name) {
		return &componentSink{s.LogSink, name}
	}
	return &componentSink{s.LogSink.WithName(name), s.component}
}

func (s *componentSink) WithValues(values ...any) logr.LogSink {
	return &componentSink{s.LogSink.WithValues(values...), s.component}
}

func (s *componentSink) WithCallDepth(depth int) logr.LogSink {
	if deeper, ok := s.LogSink.(logr.CallDepthLogSink); ok {
		return &componentSink{deeper.WithCallDepth(depth), s.component}
	}
	return s
}

// owners are the packages that belong to one part, and the functions that start them.
var owners = []struct{ prefix, component string }{
	{"k8s.io/kubernetes/pkg/scheduler", partScheduler},
	{"k8s.io/kubernetes/cmd/kube-scheduler", partScheduler},
	{"k8s.io/kubernetes/pkg/controller/", partControllerManager},
	{"k8s.io/kubernetes/cmd/kube-controller-manager", partControllerManager},
	{"k8s.io/controller-manager", partControllerManager},
	{"k8s.io/cluster-bootstrap", partControllerManager},
	{"k8s.io/kubernetes/", partAPIServer},
	{"k8s.io/apiserver/", partAPIServer},
	{"k8s.io/kube-aggregator/", partAPIServer},
	{"k8s.io/apiextensions-apiserver/", partAPIServer},
	{"github.com/k3s-io/kine/", partDatastore},
	{"nestling.dev/nestlet/internal/datastore", partDatastore},
}

// callingComponent walks up the stack; a line of a shared library that no part's function is above of keeps the server's own name.
func callingComponent() string {
	var counters [64]uintptr
	frames := runtime.CallersFrames(counters[:runtime.Callers(3, counters[:])])
	for {
		frame, more := frames.Next()
		for _, owner := range owners {
			if strings.HasPrefix(frame.Function, owner.prefix) {
				return owner.component
			}
		}
		if !more {
			return partServer
		}
	}
}

// kineHook carries kine's lines, which use logrus, into the one log.
type kineHook struct{}

func (kineHook) Levels() []logrus.Level { return logrus.AllLevels }

// Fire shows kine's chatter from verbosity 2 on. An error is no failure of the process: the checks of internal/datastore say what is one.
func (kineHook) Fire(entry *logrus.Entry) error {
	log := klog.Background().WithName(partDatastore)
	switch {
	case entry.Level == logrus.FatalLevel:
		// Kine ends the process when it can't commit or roll back a compaction.
		giveUp(partDatastore, entry.Message)
	case entry.Level <= logrus.WarnLevel:
		log.Info(entry.Message, "kine", entry.Level.String())
	default:
		log.V(2).Info(entry.Message)
	}
	return nil
}
