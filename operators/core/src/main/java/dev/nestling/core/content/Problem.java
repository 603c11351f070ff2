package dev.nestling.core.content;

import dev.nestling.core.nested.api.Reply;
import java.util.Optional;

/**
 * Why something is not as it should be.
 *
 * @param failure for the owner
 * @param passing whether trying again may well be enough
 * @param object what has to be applied again; empty for what could not be removed
 */
record Problem(ContentFailure failure, boolean passing, Optional<ContentObject> object) {

  /** An object that is wrong in itself. */
  static Problem wrong(ContentObject object, String reason, String message) {
    return new Problem(
        new ContentFailure(object.toString(), reason, message), false, Optional.of(object));
  }

  /** An object that can't be applied at the moment. */
  static Problem waiting(ContentObject object, String reason, String message) {
    return new Problem(
        new ContentFailure(object.toString(), reason, message), true, Optional.of(object));
  }

  /** An object that the server did not take. */
  static Problem refused(ContentObject object, Reply reply) {
    if (reply.pathNotFound()) {
      return unknownKind(object);
    }
    String message = object.isSecret() ? reply.saidOfSecret() : reply.said();
    return new Problem(
        new ContentFailure(object.toString(), reply.reason(), message),
        reply.passing(),
        Optional.of(object));
  }

  /** An object of a kind that the server does not serve, or not yet. */
  static Problem unknownKind(ContentObject object) {
    return waiting(
        object,
        ContentFailure.UNKNOWN_KIND,
        "the server knows no kind %s of %s".formatted(object.kind(), object.apiVersion()));
  }

  boolean unknownKind() {
    return failure.reason().equals(ContentFailure.UNKNOWN_KIND);
  }
}
