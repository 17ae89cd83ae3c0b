"""What every public function means, computed a second time: plainly, slowly, from the truth alone.

Nothing here calls what programs call. Positions, facts and places come from a made world
(`workbench.practice.worlds`); definitions are those of the documentation. Where the two disagree,
one of them is wrong.
"""
