using System.Text.Json.Nodes;
using CsCheck;
using MeshClaw.Core.Importing.OpenClaw;

namespace MeshClaw.Core.Tests.Importing;

public sealed class Json5Tests
{
    private static readonly Gen<JsonNode?> s_json = Gen.Recursive<JsonNode?>(
        (depth, inner) =>
            depth > 3
                ? Gen.OneOf(
                    Gen.String.Select(s => (JsonNode?)JsonValue.Create(Whole(s))),
                    Gen.Int.Select(i => (JsonNode?)JsonValue.Create((long)i)),
                    Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b)),
                    Gen.Const((JsonNode?)null)
                )
                : Gen.OneOf(
                    inner.Array[0, 4].Select(items => (JsonNode?)new JsonArray([.. items.Select(i => i?.DeepClone())])),
                    Gen.Select(Gen.String.Select(Whole), inner)
                        .Array[0, 4]
                        .Select(members =>
                            (JsonNode?)
                                new JsonObject(
                                    members
                                        .DistinctBy(m => m.Item1)
                                        .Select(m => KeyValuePair.Create(m.Item1, m.Item2?.DeepClone()))
                                )
                        )
                )
    );

    [Fact]
    public void Whatever_is_json_is_read_as_json_is() =>
        s_json.Sample(
            node =>
            {
                var text = node?.ToJsonString() ?? "null";
                Assert.True(JsonNode.DeepEquals(JsonNode.Parse(text), Json5.Parse(text)), text);
            },
            iter: 2_000
        );

    [Fact]
    public void Whatever_is_written_is_read_or_refused_with_its_place() =>
        Gen.OneOf(
                Gen.String,
                Gen.OneOf(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "a",
                        "'",
                        "\"",
                        "\\",
                        "//",
                        "/*",
                        "*/",
                        "\n",
                        "0x",
                        "1",
                        ".",
                        "-",
                        "Infinity",
                        "\\u12",
                        "null",
                        " ",
                        "\0"
                    )
                    .Array[0, 40]
                    .Select(string.Concat)
            )
            .Sample(
                text =>
                {
                    try
                    {
                        Json5.Parse(text);
                    }
                    catch (Json5Exception refused)
                    {
                        Assert.Matches("^[0-9]+:[0-9]+: ", refused.Message);
                    }
                },
                iter: 20_000
            );

    [Theory]
    [InlineData("{a: 1, 'b': \"c\", // d\n $e_1: [1,2,], /* f */}", """{"a":1,"b":"c","$e_1":[1,2]}""")]
    [InlineData(
        "[0x1F, +1, .5, 5., -2e3, 'it\\'s', \"a\\\nb\", '\\x41\\u0042']",
        """[31,1,0.5,5,-2000,"it's","ab","AB"]"""
    )]
    [InlineData("\uFEFF{ \u00A0a:null }", """{"a":null}""")]
    [InlineData("[NaN, -Infinity, 1e999]", "[null,null,null]")]
    [InlineData("{a:1,a:2}", """{"a":2}""")]
    [InlineData("'\u2028'", "\"\\u2028\"")]
    public void What_json5_adds_is_read(string text, string json) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), Json5.Parse(text)), Json5.Parse(text)?.ToJsonString());

    [Theory]
    [InlineData("", "1:1: it ends")]
    [InlineData("{a:1", "1:5: a comma or }")]
    [InlineData("{\n a 1}", "2:4: a colon")]
    [InlineData("'a\nb'", "1:3: a text has no end")]
    [InlineData("/* x", "1:1: a comment has no end")]
    [InlineData("1 2", "1:3: nothing more")]
    [InlineData("sk-secret", "1:1: a value")]
    [InlineData("0x", "1:3: a hexadecimal")]
    [InlineData("'\\u12'", "hexadecimal digits")]
    public void What_is_none_is_refused_without_being_repeated(string text, string why)
    {
        var refused = Assert.Throws<Json5Exception>(() => Json5.Parse(text));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a:")]
    public void What_is_nested_too_deep_is_refused(string open) =>
        Assert.Contains(
            "nested deeper",
            Assert.Throws<Json5Exception>(() => Json5.Parse(string.Concat(Enumerable.Repeat(open, 100_000)))).Message,
            StringComparison.Ordinal
        );

    // Half a surrogate pair cannot be written as JSON.
    private static string Whole(string text) => string.Concat(text.EnumerateRunes());
}
