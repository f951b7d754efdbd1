using System.Text;
using CsCheck;
using MeshClaw.Connectors.Mail.Sieve;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Tests.Mail.Sieve;

/// <summary>Whatever a server sends is an answer, or one of two failures.</summary>
public sealed class SieveWireTests
{
    [Fact]
    public async Task Strings_literals_and_codes_are_read()
    {
        var answer = await ReadAsync(
            "\"a \\\"b\\\"\" ACTIVE\r\n{5+}\r\nx\r\ny\"\r\nNO (QUOTA/MAXSIZE \"k)\") {4}\r\nfull\r\n"
        );

        Assert.Equal((false, "QUOTA/MAXSIZE", "full"), (answer.Ok, answer.Code, answer.Text));
        Assert.Equal(
            [
                ["a \"b\"", "ACTIVE"],
                ["x\r\ny\""],
            ],
            answer.Lines
        );
    }

    [Theory]
    [InlineData("OK\n")]
    [InlineData("\"open\r\nOK\r\n")]
    [InlineData("{99999999999999999999}\r\n")]
    [InlineData("{3}x\r\n")]
    [InlineData("\u00ff\r\nOK\r\n")]
    public Task What_breaks_the_grammar_is_said(string text) =>
        Assert.ThrowsAsync<ConnectorException>(() => ReadAsync(text));

    [Fact]
    public Task Any_bytes_end_in_an_answer_or_in_one_of_two_failures() =>
        Gen.Frequency((5, Gen.Char["\"{}()+ \r\nOKNBYEok019\\"]), (1, Gen.Char))
            .Array[0, 80]
            .Select(c => new string(c))
            .SampleAsync(async text =>
            {
                try
                {
                    await ReadAsync(text);
                }
                catch (Exception e) when (e is ConnectorException or IOException)
                {
                    // Said so.
                }
            });

    private static async Task<SieveAnswer> ReadAsync(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await new SieveWire(stream).ReadAsync(default);
    }
}
