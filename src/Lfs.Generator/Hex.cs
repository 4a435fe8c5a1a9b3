namespace Lfs.Generator;

/// <summary>Bytes as text.</summary>
static class Hex
{
    /// <summary>The bytes as lower-case hexadecimal digits.</summary>
    public static string Of(byte[] bytes) => Of(bytes, bytes.Length);

    /// <summary>The first bytes.</summary>
    public static string Of(byte[] bytes, int count) =>
        BitConverter.ToString(bytes, 0, count).Replace("-", "").ToLowerInvariant();
}
