package org.tapwarden.appliance.control;

import java.util.Arrays;
import java.util.Locale;
import org.tapwarden.enforcer.order.Step;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A step by its name or, as in the policy file, by that of its rung: `restrict`, `shut-port`.
final class StepName implements ITypeConverter<Step> {

    @Override
    public Step convert(String text) {
        String name = text.toLowerCase(Locale.ROOT).replace('_', '-');
        return switch (name) {
            case "warn" -> Step.REDIRECT;
            case "restrict" -> Step.RESET;
            default ->
                    Arrays.stream(Step.values())
                            .filter(s -> word(s).equals(name))
                            .findFirst()
                            .orElseThrow(() ->
                                    new TypeConversionException(
                                            "'"
                                                    + text
                                                    + "' is no step; say warn, restrict,"
                                                    + " quarantine, suspend or revoke"));
        };
    }

    static String word(Step step) {
        return step.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
