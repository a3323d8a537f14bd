package dev.skein.runtime.flight;

import java.util.function.BooleanSupplier;

/**
 * Lets a sending thread wait until the network has room, or until the call is over. gRPC's threads
 * tell it of both.
 */
final class SendGate {
  private BooleanSupplier ready = () -> false;
  private boolean over;

  /** Sets what says whether there is room. */
  synchronized void watch(BooleanSupplier newReady) {
    ready = newReady;
    notifyAll();
  }

  /** Something changed: whoever waits looks again. */
  synchronized void changed() {
    notifyAll();
  }

  /** Nothing can be sent any more. */
  synchronized void end() {
    over = true;
    notifyAll();
  }

  /**
   * Waits for room.
   *
   * @return false if the call is over
   */
  synchronized boolean await() throws InterruptedException {
    while (!over && !ready.getAsBoolean()) {
      wait();
    }
    return !over;
  }
}
