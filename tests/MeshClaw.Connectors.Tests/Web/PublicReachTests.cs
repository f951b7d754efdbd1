using System.Net;
using CsCheck;
using MeshClaw.Connectors.Net;

namespace MeshClaw.Connectors.Tests.Web;

/// <summary>Which addresses are public: checked against a list written otherwise, and in every form that an address can take.</summary>
public sealed class PublicReachTests
{
    private static readonly Gen<byte[]> s_v4 = Gen.OneOf(
        Gen.Byte.Array[4],
        // Near the edges of the ranges that matter.
        Gen.Select(
            Gen.OneOf<byte>(0, 10, 100, 127, 128, 168, 169, 172, 192, 198, 203, 223, 224, 255),
            Gen.OneOf<byte>(0, 15, 16, 18, 19, 20, 31, 32, 51, 63, 64, 88, 127, 128, 168, 254),
            Gen.OneOf<byte>(0, 2, 99, 100, 113, 129, 169, 255),
            Gen.OneOf<byte>(0, 1, 16, 254, 255),
            (a, b, c, d) => new[] { a, b, c, d }
        )
    );

    [Fact]
    public void An_IPv4_address_is_public_where_no_registry_sets_it_apart() =>
        s_v4.Sample(b => Assert.Equal(IsPublic(b), PublicReach.IsPublic(new IPAddress(b))), iter: 20_000);

    [Fact]
    public void An_address_inside_an_IPv6_address_is_as_public_as_by_itself() =>
        s_v4.Sample(
            b =>
            {
                var expected = PublicReach.IsPublic(new IPAddress(b));
                string[] forms =
                [
                    $"::ffff:{Dotted(b)}",
                    $"::ffff:0:{Dotted(b)}",
                    $"64:ff9b::{Dotted(b)}",
                    $"2002:{b[0]:x2}{b[1]:x2}:{b[2]:x2}{b[3]:x2}::1",
                    $"2606:4700::5efe:{Dotted(b)}",
                ];
                Assert.All(forms, f => Assert.Equal(expected, PublicReach.IsPublic(IPAddress.Parse(f))));
                Assert.False(PublicReach.IsPublic(IPAddress.Parse($"64:ff9b:1::{Dotted(b)}")));
            },
            iter: 5_000
        );

    [Theory]
    [InlineData("fe80::1%3")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("3fff::1")]
    [InlineData("100::1")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    public void These_are_not_public(string address) => Assert.False(PublicReach.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("172.15.0.1")]
    [InlineData("172.32.0.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("223.255.255.255")]
    public void These_are_public(string address) => Assert.True(PublicReach.IsPublic(IPAddress.Parse(address)));

    // By numbers, not by networks, so that a slip in one is none in the other.
    private static bool IsPublic(byte[] b) =>
        b switch
        {
            [0 or 10 or 127 or >= 224, ..] => false,
            [100, >= 64 and <= 127, ..] => false,
            [169, 254, ..] => false,
            [168, 63, 129, 16] => false,
            [172, >= 16 and <= 31, ..] => false,
            [192, 168, ..] or [192, 0, 0 or 2, _] or [192, 88, 99, _] => false,
            [198, 18 or 19, ..] or [198, 51, 100, _] => false,
            [203, 0, 113, _] => false,
            _ => true,
        };

    private static string Dotted(byte[] b) => string.Join('.', b);
}
