package org.tapwarden.history.codec;

import org.apache.lucene.codecs.Codec;
import org.apache.lucene.tests.index.BaseDocValuesFormatTestCase;
import org.apache.lucene.tests.util.TestUtil;

/// What Lucene asks of any format of columns, by Lucene's own tests. They are random; the seed is
/// set in this module's POM, so that each run does the same.
public final class LucenesTest extends BaseDocValuesFormatTestCase {

    @Override
    protected Codec getCodec() {
        return TestUtil.alwaysDocValuesFormat(new FlowAndSetsFormat());
    }
}
