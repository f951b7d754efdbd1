using CsCheck;
using MeshClaw.Policy.Urls;

namespace MeshClaw.Policy.Tests.Urls;

public sealed class UrlPropertyTests
{
    private static readonly string[] s_pieces =
    [
        "http",
        "https",
        "file",
        "javascript",
        "data",
        ":",
        "/",
        "//",
        "\\",
        "@",
        "?",
        "#",
        "&",
        "=",
        ".",
        "..",
        "%2e",
        "%2F",
        "%25",
        "%",
        "%4",
        "corp.example",
        "127.0.0.1",
        "0x7f",
        "2130706433",
        "[::1]",
        "[",
        "]",
        ":80",
        ":8080",
        "а",
        "。",
        "xn--",
        "\u00AD",
        "\t",
        "\n",
        " ",
        "a",
        "%E2%82",
        "\uD800",
        "aHR0cDovL2E",
        "+",
        "'",
        "|",
        "C:",
        "localhost",
        "ß",
        "１",
    ];

    private static readonly Gen<string> s_likeUrls = Gen.OneOf(s_pieces).Array[1, 14].Select(p => string.Concat(p));

    [Fact]
    public void Any_text_is_answered() => Gen.String[Gen.Char, 0, 200].Sample(Answered, iter: 5_000);

    [Fact]
    public void Any_mixture_of_what_urls_are_made_of_is_answered() => s_likeUrls.Sample(Answered, iter: 20_000);

    [Fact]
    public void The_canonical_text_is_a_fixed_point() =>
        Gen.Select(Gen.OneOf("", "http://", "https:corp.example/", "file://", "http://corp.example"), s_likeUrls)
            .Sample((start, rest) => IsFixed(start + rest), iter: 20_000);

    [Fact]
    public void The_canonical_text_of_a_web_address_with_any_path_is_a_fixed_point() =>
        Gen.Select(
                Gen.String[Gen.Char, 0, 40],
                Gen.OneOf("https://corp.example/", "https://corp.example?", "x:", "file:", "ssh://h")
            )
            .Sample((rest, start) => IsFixed(start + rest), iter: 5_000);

    [Fact]
    public void Every_address_is_read_alike_in_every_form() =>
        Gen.UInt.Sample(
            value =>
            {
                var (a, b, c, d) = (value >> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255);
                var hosts = new[]
                {
                    $"http://{value}/",
                    $"http://0x{value:x}/",
                    $"http://0{Convert.ToString(value, 8)}/",
                    $"http://{a}.{value & 0xFFFFFF}/",
                    $"http://{a}.{b}.{value & 0xFFFF}/",
                    $"http://0x{a:X}.{b}.0{Convert.ToString(c, 8)}.{d}/",
                };
                return hosts.All(h => UrlReading.Read(h).Host == $"{a}.{b}.{c}.{d}");
            },
            iter: 2_000
        );

    [Fact]
    public void The_skeleton_of_a_skeleton_is_itself() =>
        Gen.String[Gen.OneOf(Gen.Char, Gen.Char['a', 'z'], Gen.Char['а', 'я']), 0, 30]
            .Sample(t => DomainName.Skeleton(DomainName.Skeleton(t)) == DomainName.Skeleton(t), iter: 5_000);

    private static bool IsFixed(string text)
    {
        var once = UrlReading.Read(text);
        if (!once.IsUrl)
        {
            return true;
        }

        var twice = UrlReading.Read(once.Text);
        return (once.Text, once.Host, once.Port, once.Reach) == (twice.Text, twice.Host, twice.Port, twice.Reach);
    }

    private static bool Answered(string text)
    {
        var reading = UrlReading.Read(text);
        return reading.IsUrl ? reading.Text.Length > 0 && reading.Scheme.Length > 0 : reading.Unreadable!.Length > 0;
    }
}
