package dev.nestling.core.nested.api;

import dev.nestling.core.https.HttpAnswer;
import dev.nestling.core.https.HttpQuestion;
import dev.nestling.core.https.HttpQuestion.Expected;
import dev.nestling.core.https.HttpQuestion.Method;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.nested.NestedTarget;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * One nested API server, asked by one thread. It tells trouble with an object, such as a webhook
 * that does not answer, from trouble with the server, which ends the pass.
 */
public final class NestedApi {
  /** The name that our fields are managed under, unless somebody says another one. */
  public static final String MANAGER = "nestling";

  private static final int MAX_BYTES = 2 * 1024 * 1024;
  private static final Duration READING = Duration.ofSeconds(5);

  /** Webhooks have ten seconds unless somebody gives them more. */
  private static final Duration WRITING = Duration.ofSeconds(15);

  private static final Duration SLOW = Duration.ofSeconds(1);

  /** Nobody but an authorized client gets it, and it takes a working datastore. */
  private static final String PROOF = "/api/v1/namespaces/kube-system";

  private static final Expected JSON = new Expected("application/json", MAX_BYTES);
  private static final Expected METADATA =
      new Expected(
          "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
          MAX_BYTES);

  private static final Expected METADATA_LIST =
      new Expected(
          "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
          MAX_BYTES);

  /**
   * What all clusters share.
   *
   * @param prompt for clusters that answered without delay
   * @param slow for clusters that kept us waiting
   */
  public record Lanes(Semaphore prompt, Semaphore slow) {}

  private final Questioning questioning;
  private final Lanes lanes;
  private final NestedTarget target;
  private boolean slow;

  public NestedApi(Questioning questioning, Lanes lanes, NestedTarget target) {
    this.questioning = questioning;
    this.lanes = lanes;
    this.target = target;
  }

  /** The whole answer, whatever it is; that there is none ends the pass. */
  public Reply read(String path) throws UnavailableException, InterruptedException {
    Reply reply = once(HttpQuestion.get(path).expecting(JSON));
    if (reply.doubtful()) {
      throw new UnavailableException(reply.said());
    }
    return reply;
  }

  /** The kinds of a version of an API. */
  public Reply discover(String apiVersion) throws UnavailableException, InterruptedException {
    return ask(HttpQuestion.get(ObjectPath.apiOf(apiVersion)).expecting(JSON));
  }

  /** The object's metadata. */
  public Reply look(ObjectPath path) throws UnavailableException, InterruptedException {
    return ask(HttpQuestion.get(path.toString()).expecting(METADATA));
  }

  /** The metadata of one page of a collection. */
  public Reply list(String path) throws UnavailableException, InterruptedException {
    return ask(HttpQuestion.get(path).expecting(METADATA_LIST));
  }

  /** A patch without a change; answered with the metadata. */
  public Reply touch(ObjectPath path) throws UnavailableException, InterruptedException {
    return ask(
        HttpQuestion.patch(path + "?fieldManager=" + MANAGER, "application/merge-patch+json", "{}")
            .expecting(METADATA));
  }

  /** What comes of a review. */
  public Reply review(String path, String json) throws UnavailableException, InterruptedException {
    return ask(HttpQuestion.post(path, json).expecting(JSON));
  }

  /** Server-side apply; answered with the metadata. */
  public Reply apply(ObjectPath path, String json)
      throws UnavailableException, InterruptedException {
    return apply(path, json, MANAGER);
  }

  /** The same for whoever has fields of its own. */
  public Reply apply(ObjectPath path, String json, String manager)
      throws UnavailableException, InterruptedException {
    String query = "?force=true&fieldManager=" + manager;
    return ask(
        HttpQuestion.patch(path + query, "application/apply-patch+yaml", json).expecting(METADATA));
  }

  /** Deletes with these options. */
  public Reply delete(ObjectPath path, String options)
      throws UnavailableException, InterruptedException {
    return ask(HttpQuestion.delete(path.toString(), options).expecting(METADATA));
  }

  private Reply ask(HttpQuestion question) throws UnavailableException, InterruptedException {
    Reply reply = once(question);
    if (reply.doubtful() && !once(HttpQuestion.get(PROOF).expecting(METADATA)).ok()) {
      throw new UnavailableException(reply.said());
    }
    return reply;
  }

  private Reply once(HttpQuestion question) throws UnavailableException, InterruptedException {
    Duration patience = question.method() == Method.GET ? READING : WRITING;
    Semaphore lane = slow ? lanes.slow() : lanes.prompt();
    lane.acquire();
    long start = System.nanoTime();
    try {
      return Reply.of(questioning.ask(target, question, patience));
    } catch (HttpAnswer.TooLongException e) {
      return Reply.unread(String.valueOf(e.getMessage()));
    } catch (SocketTimeoutException e) {
      return Reply.none("no answer within " + patience.toMillis() + " ms");
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      return Reply.none(why(e));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UnavailableException("the credentials can't be used: " + text(e));
    } finally {
      slow = System.nanoTime() - start > SLOW.toNanos();
      lane.release();
    }
  }

  private static String why(IOException failure) {
    return HttpsClient.distrust(failure)
        .map(why -> "the server can't prove to be this cluster's: " + why)
        .orElseGet(() -> text(failure));
  }

  private static String text(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
