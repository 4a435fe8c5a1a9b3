using System.Diagnostics;
using System.Numerics;

namespace Esp8266.Flash;

/// <summary>Computes what an interrupted operation leaves in the cells.</summary>
/// <remarks>In every model, each bit has either its old value or its target value.</remarks>
static class Tear
{
    // WeakBits makes about one in a hundred of the changed bits weak.
    const int WeakShare = 100;

    /// <summary>Moves some of the cells to their target.</summary>
    /// <param name="cells">The old cells; on return, the cells that the power loss left.</param>
    /// <param name="target">The cells that the whole operation would have left.</param>
    /// <param name="model">The rule that selects the cells.</param>
    /// <param name="chance">Selects one of the states that the model allows.</param>
    public static void Apply(Span<byte> cells, ReadOnlySpan<byte> target, TearModel model, ref Chance chance)
    {
        Debug.Assert(cells.Length == target.Length, "Every cell has a target.");
        switch (model)
        {
            case TearModel.Before:
                break;
            case TearModel.After or TearModel.WeakBits:
                target.CopyTo(cells);
                break;
            case TearModel.Prefix or TearModel.Suffix:
                // One byte cannot be cut in two: treat the program as not begun.
                int cut = cells.Length > 1 ? 1 + chance.Next(cells.Length - 1) : 0;
                Range kept = model == TearModel.Prefix || cut == 0 ? ..cut : cut..;
                target[kept].CopyTo(cells[kept]);
                break;
            case TearModel.RandomBytes:
                for (int i = 0; i < cells.Length; i++)
                    cells[i] = chance.NextBool() ? target[i] : cells[i];
                break;
            case TearModel.RandomBits:
                for (int i = 0; i < cells.Length; i++)
                    cells[i] ^= (byte)((cells[i] ^ target[i]) & (byte)chance.NextBits());
                break;
            case TearModel.RandomPages:
                for (int i = 0; i < cells.Length; i += (int)FlashChip.PageSize)
                {
                    Range page = i..Math.Min(i + (int)FlashChip.PageSize, cells.Length);
                    if (chance.NextBool())
                        target[page].CopyTo(cells[page]);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(model));
        }
    }

    /// <summary>Selects the weak bits among those that changed.</summary>
    /// <param name="before">The cells before the operation.</param>
    /// <param name="after">The cells after it.</param>
    /// <param name="weak">A mask of the size of the cells. Bits are set in it, never cleared.</param>
    /// <param name="chance">Selects the bits.</param>
    public static void Weaken(
        ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, Span<byte> weak, ref Chance chance)
    {
        Debug.Assert(before.Length == after.Length, "The operation had the same cells before and after.");
        Debug.Assert(weak.Length == after.Length, "There is one bit for each bit of the cells.");
        int changed = 0;
        for (int i = 0; i < before.Length; i++)
            changed += BitOperations.PopCount((uint)(before[i] ^ after[i]));
        if (changed == 0)
            return;

        // At least one bit becomes weak, so that the model never degenerates to After.
        int certain = chance.Next(changed);
        for (int i = 0; i < before.Length; i++)
        {
            for (int bits = before[i] ^ after[i]; bits != 0; bits &= bits - 1)
            {
                if (certain-- == 0 || chance.Next(WeakShare) == 0)
                    weak[i] |= (byte)(bits & -bits);
            }
        }
    }
}
