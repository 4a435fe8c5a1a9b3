using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Lfs.Compiler.Image;

/// <summary>
/// Which words of a record are pointers. The record's own field types say it; nobody lists them.
/// </summary>
/// <typeparam name="T">One of the records of <c>Records.cs</c>.</typeparam>
[SuppressMessage("Design", "CA1000", Justification = "The type argument is the question.")]
public static class Relocation<
#if NET
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.NonPublicFields)]
#endif
T> where T : unmanaged
{
    /// <summary>Words of the record.</summary>
    public static int Words { get; } = Marshal.SizeOf<T>() / LfsImage.WordBytes;

    /// <summary>Bit i is set when word i is a <see cref="FlashAddr"/>.</summary>
    public static uint Mask { get; } = FindMask();

    static uint FindMask()
    {
        Debug.Assert(Words <= 32, "The mask has a bit for each word of a record.");
        uint mask = 0;
        foreach (FieldInfo field in typeof(T).GetFields(BindingFlags.Instance | BindingFlags.NonPublic))
        {
            if (field.FieldType == typeof(FlashAddr))
                mask |= 1u << ((int)Marshal.OffsetOf<T>(field.Name) / LfsImage.WordBytes);
        }
        return mask;
    }
}
