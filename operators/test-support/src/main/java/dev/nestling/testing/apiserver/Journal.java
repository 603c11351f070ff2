package dev.nestling.testing.apiserver;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Every request in the order of its arrival, with the answer's code. */
public final class Journal {
  /**
   * @param code the HTTP status of the answer (also when the answer was cut off)
   */
  public record Entry(ApiRequest request, int code) {
    public boolean succeeded() {
      return code < 300;
    }

    @Override
    public String toString() {
      return request + " -> " + code;
    }
  }

  private final List<Entry> entries = new CopyOnWriteArrayList<>();

  void add(ApiRequest request, int code) {
    entries.add(new Entry(request, code));
  }

  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** Requests that fit. */
  public List<ApiRequest> requests(Predicate<ApiRequest> which) {
    return stream().filter(which).toList();
  }

  /** Requests that may change something, refused ones included. */
  public List<ApiRequest> writes() {
    return requests(ApiRequest::isWrite);
  }

  /** Writes of one client. */
  public List<ApiRequest> writesBy(String who) {
    return requests(request -> request.isWrite() && request.who().equals(who));
  }

  /** Forgets what was: "from here on, nothing may be written". */
  public void clear() {
    entries.clear();
  }

  private Stream<ApiRequest> stream() {
    return entries.stream().map(Entry::request);
  }

  @Override
  public String toString() {
    return String.join("\n", entries.stream().map(Entry::toString).toList());
  }
}
