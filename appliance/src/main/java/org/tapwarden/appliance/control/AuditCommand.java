package org.tapwarden.appliance.control;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tapwarden.detector.audit.AuditTrail;
import org.tapwarden.history.SearchAudit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `tapwarden audit verify`
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "The audit trail of what was done.")
final class AuditCommand implements Runnable {

    @ParentCommand private @Nullable Operations operations;
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(Operations.line(spec), "say what to do: verify.");
    }

    @Command(
            name = "verify",
            description = "Check the chains of what was done and of who searched.")
    int verify(
            @Option(names = "--config", paramLabel = "FILE", description = Operations.CONFIG)
                    @Nullable Path config)
            throws IOException {
        Tools tools = Operations.toolsOf(operations);
        PrintWriter out = Operations.line(spec).getOut();
        boolean intact = true;
        if (tools.enforcement() != null) {
            AuditTrail.Verdict done = tools.enforcement().verifyAudit();
            intact = done.intact();
            out.println("what was done: " + sentence(done));
        } else {
            out.println("what was done: not looked at, the appliance is not running");
        }
        if (tools.store() != null) {
            AuditTrail.Verdict decided = tools.store().verifyAudit();
            intact &= decided.intact();
            out.println("what people decided: " + sentence(decided));
        }
        Path searches = tools.auditOfSearches();
        if (searches != null) {
            SearchAudit.Verdict looked = SearchAudit.verify(searches);
            intact &= looked.intact();
            out.println("who searched: " + looked.sentence());
        }
        out.flush();
        return intact ? Operations.OK : Operations.FAILED;
    }

    private static String sentence(AuditTrail.Verdict verdict) {
        return verdict.rows()
                + " rows, "
                + (verdict.intact()
                        ? "intact"
                        : "NOT as written from row " + verdict.firstBad().orElse(0));
    }
}
