package io.waybill.service.database;

import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * A shared statement that lets a call's thread go while the call waits. To wake a thread for each
 * call costs more than the rest of the call: the thread that ran the statement goes on with all.
 */
final class ReleasingStatement extends AsyncProcessorSupport {
  private final SharedStatement statement;
  private final Executor threads;
  private final Supplier<Executor> thisCall;

  /**
   * @param threads run the statements, but for those that start at once
   * @param thisCall as {@link SharedStatements#releasing} has it
   */
  ReleasingStatement(SharedStatement statement, Executor threads, Supplier<Executor> thisCall) {
    this.statement = statement;
    this.threads = threads;
    this.thisCall = thisCall;
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    return statement.call(exchange, new Call(exchange, callback));
  }

  private final class Call implements BatchedCall<Map<String, Object>> {
    private final Exchange exchange;
    private final AsyncCallback callback;

    /** The span of a statement belongs to the call that runs it. */
    private final Executor here = Context.current().wrap(thisCall.get());

    Call(Exchange exchange, AsyncCallback callback) {
      this.exchange = exchange;
      this.callback = callback;
    }

    @Override
    public void goOn(Runnable rest, boolean takesTime) {
      if (takesTime) {
        threads.execute(() -> here.execute(rest));
      } else {
        here.execute(rest);
      }
    }

    @Override
    public void answered(Map<String, Object> row, Throwable failure, boolean atOnce) {
      if (failure == null) {
        exchange.getMessage().setBody(row);
      } else {
        exchange.setException(failure);
      }
      callback.done(atOnce);
    }
  }
}
