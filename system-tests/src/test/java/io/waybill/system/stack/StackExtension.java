package io.waybill.system.stack;

import io.waybill.local.stack.Stack;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands the shared stack to a test, holds all its events against the AsyncAPI document after each
 * class, and closes it when all tests are over.
 */
final class StackExtension implements ParameterResolver, AfterAllCallback {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Stack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(StackExtension.class))
        .computeIfAbsent(Closing.class, none -> new Closing());
    return SharedStack.ready();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    SharedStack.checkEvents();
  }

  private static final class Closing implements AutoCloseable {
    @Override
    public void close() {
      SharedStack.close();
    }
  }
}
