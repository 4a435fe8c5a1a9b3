namespace Esp8266.Spiffs;

/// <summary>Carries the state of a mounted file system out of its objects, or back into them: each names its
/// fields once, for both directions.</summary>
sealed class StateStream(Stream stream, bool isLoading)
{
    const int BitsOfByte = 8;

    /// <summary>Saves or loads a number.</summary>
    public uint Value(uint value)
    {
        uint loaded = 0;
        for (int i = 0; i < sizeof(uint); i++)
            loaded |= (uint)Byte((byte)(value >> (BitsOfByte * i))) << (BitsOfByte * i);
        return loaded;
    }

    /// <summary>Saves or loads a number.</summary>
    public int Value(int value) => (int)Value((uint)value);

    /// <summary>Saves or loads a number of 16 bits.</summary>
    public ushort Value(ushort value) => (ushort)Value((uint)value);

    /// <summary>Saves or loads a truth value.</summary>
    public bool Value(bool value) => Value(value ? 1u : 0) != 0;

    /// <summary>Saves or loads bytes.</summary>
    public void Bytes(byte[] bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = Byte(bytes[i]);
    }

    /// <summary>Checks what was loaded.</summary>
    /// <exception cref="InvalidDataException">It breaks the rule.</exception>
    public void Require(bool holds, string rule)
    {
        if (isLoading && !holds)
            throw new InvalidDataException($"The rule does not hold that {rule}.");
    }

    byte Byte(byte value)
    {
        if (!isLoading)
        {
            stream.WriteByte(value);
            return value;
        }

        int loaded = stream.ReadByte();
        Require(loaded >= 0, "the state of a file system is complete");
        return (byte)loaded;
    }
}
