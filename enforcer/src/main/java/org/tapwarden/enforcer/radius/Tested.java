package org.tapwarden.enforcer.radius;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tapwarden.enforcer.driver.Reach;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// What a test of peers over TLS comes to. It proves the wire and the certificates, never that a
/// Disconnect would be done: a proxy answers for itself, and passes none on.
final class Tested {

    /// More are not asked in one test.
    static final int MOST = 64;

    private Tested() {}

    /// Asks all at once and waits for all.
    ///
    /// @param ready what is known without asking
    static Reach of(Reach ready, List<Nas> peers, Function<Nas, CompletableFuture<Answer>> asks) {
        record Asked(Nas nas, CompletableFuture<Answer> answer) {}
        List<Asked> asked =
                peers.stream().limit(MOST).map(nas -> new Asked(nas, asks.apply(nas))).toList();
        var words = new ArrayList<String>();
        words.add(ready.words());
        @Nullable Reason worst = null;
        for (Asked one : asked) {
            Answer answer = one.answer().join();
            words.add(one.nas().name() + ": " + words(answer));
            Reason why = failure(answer);
            worst = worst == null ? why : worst;
        }
        if (peers.size() > MOST) {
            words.add(peers.size() - MOST + " more were not asked");
        }
        String all = String.join("; ", words);
        return worst == null ? Reach.yes(all) : Reach.no(worst, all);
    }

    private static String words(Answer answer) {
        return switch (answer) {
            case Answer.Acknowledged _, Answer.Refused _ -> "TLS was agreed, and it answers";
            case Answer.None(var why, var said) ->
                    why == Answer.Why.SILENT_OVER_TLS
                            ? "TLS was agreed; it does not answer Status-Server"
                            : said;
        };
    }

    /// Who agreed on TLS and is silent may just not know the question.
    private static @Nullable Reason failure(Answer answer) {
        return answer instanceof Answer.None none && none.why() != Answer.Why.SILENT_OVER_TLS
                ? Verdict.reason(none.why())
                : null;
    }
}
