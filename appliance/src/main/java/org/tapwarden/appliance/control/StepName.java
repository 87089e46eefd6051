package org.tapwarden.appliance.control;

import org.tapwarden.enforcer.order.Step;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A step on the command line, by the words of {@link Step#named}.
final class StepName implements ITypeConverter<Step> {

    @Override
    public Step convert(String text) {
        return Step.named(text)
                .orElseThrow(() ->
                        new TypeConversionException(
                                "'"
                                        + text
                                        + "' is no step; say warn, restrict, quarantine, suspend"
                                        + " or revoke"));
    }
}
